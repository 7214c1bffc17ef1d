/* A CPython build tree as a home: links in the cache folder. */
#ifndef TASKLOSS_BUILD_TREE_H
#define TASKLOSS_BUILD_TREE_H

/* PYTHONHOME for a build whose standard library is in `source` and whose extension modules are in
 * `modules`; makes the links. To be freed; NULL: they cannot be made. */
char *build_tree_home(const char *source, const char *modules, const char *version,
                      unsigned build);

#endif
