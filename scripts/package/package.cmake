# The Debian package: scripts/deb builds it and has lintian look at it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME taskloss)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "taskloss maintainers <maintainers@taskloss.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "stress and regression tests for lost asyncio tasks")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "Runs asyncio jobs under garbage collection on each Python that is found, and
counts what becomes of them: a task that nobody keeps may be destroyed while
it waits. It tells on which version, how often, how soon and why, checks that
no version changed, and watches programs and test suites unchanged.")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3, gnuplot-nox | gnuplot, graphviz")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libpython3-dev")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

if(TASKLOSS_DEB)
  install(FILES scripts/package/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/made)
  foreach(file changelog)
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/made/${file}.gz
      COMMAND sh -c "gzip -9nc '${CMAKE_SOURCE_DIR}/scripts/package/${file}' >'${CMAKE_BINARY_DIR}/made/${file}.gz'"
      DEPENDS scripts/package/${file} VERBATIM)
  endforeach()
  add_custom_target(deb_documents ALL DEPENDS ${CMAKE_BINARY_DIR}/made/changelog.gz)
  install(FILES ${CMAKE_BINARY_DIR}/made/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()
include(CPack)
