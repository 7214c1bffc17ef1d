/* What a folder that may be a prefix holds. */
#ifndef TASKLOSS_PREFIX_H
#define TASKLOSS_PREFIX_H

/* The folder of the standard library below `prefix`, to be freed; NULL: it has none. `version`
 * "3.12.1", or NULL for any. */
char *prefix_stdlib(const char *prefix, const char *version);

/* The folder of added packages of a virtual environment, likewise. */
char *prefix_site(const char *venv, const char *version);

/* The folder that `file` is in, and the folder above that: to be freed, never NULL. */
char *prefix_folder(const char *file);
char *prefix_above(const char *file);

/* The interpreter that a virtual environment was made from, by its pyvenv.cfg, else by the file
 * that its `program` is a link to. To be freed; NULL: there is none. */
char *prefix_of_venv(const char *venv, const char *program);

#endif
