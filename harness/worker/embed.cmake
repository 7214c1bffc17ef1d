# Turns the text file IN into a C header OUT that defines runtime_source, byte by byte.
file(READ ${IN} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "static const char runtime_source[] = {${bytes}0};\n")
