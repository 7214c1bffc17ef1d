/* Included before each file: functions whose newest version is newer than the libc of a fetched
 * Python are asked for by their oldest on x86-64, which every libc has. */
__asm__(".symver dlsym,dlsym@GLIBC_2.2.5");
__asm__(".symver dlopen,dlopen@GLIBC_2.2.5");
__asm__(".symver dlerror,dlerror@GLIBC_2.2.5");
