# What an installed taskloss has besides its programs: manual pages, completions, scripts that fetch.
#
# Pages and completions are made by taskloss itself from the tables of its options; commands.h lists
# the commands.
file(READ ${CMAKE_SOURCE_DIR}/harness/driver/command/commands.h commands)
string(REGEX MATCHALL "X\\([a-z]+, \"" commands "${commands}")
list(TRANSFORM commands REPLACE "X\\(([a-z]+), \"" "\\1")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/harness/driver/command/commands.h)

set(made ${CMAKE_BINARY_DIR}/made)
set(documents)

# made_by(FILE ARGUMENT...): FILE is what `taskloss ARGUMENT...` prints.
function(made_by FILE)
  add_custom_command(OUTPUT ${made}/${FILE}
    COMMAND ${CMAKE_COMMAND} -DFILE=${made}/${FILE} "-DCOMMAND=$<TARGET_FILE:taskloss>;${ARGN}"
            -P ${CMAKE_SOURCE_DIR}/scripts/package/make.cmake
    DEPENDS taskloss ${CMAKE_SOURCE_DIR}/scripts/package/make.cmake VERBATIM)
  set(documents ${documents} ${made}/${FILE} PARENT_SCOPE)
endfunction()

made_by(man1/taskloss.1 manual)
foreach(command ${commands})
  made_by(man1/taskloss-${command}.1 manual ${command})
endforeach()
made_by(completion/taskloss completion bash)
made_by(completion/_taskloss completion zsh)
made_by(completion/taskloss.fish completion fish)

set(TASKLOSS_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
  "Where zsh looks for completions")
if(CMAKE_CROSSCOMPILING)
  message(STATUS "No manual pages and completions: taskloss cannot be started here")
else()
  add_custom_target(documents ALL DEPENDS ${documents})
  install(DIRECTORY ${made}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
  if(TASKLOSS_DEB)
    install(CODE "file(GLOB pages \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/man/man1/taskloss*.1\")
      execute_process(COMMAND gzip -9nf \${pages})")
  endif()
  install(FILES ${made}/completion/taskloss
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${made}/completion/_taskloss DESTINATION ${TASKLOSS_ZSH_DIR})
  install(FILES ${made}/completion/taskloss.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

install(PROGRAMS scripts/get-pythons scripts/get-loops scripts/get-libraries
  DESTINATION ${CMAKE_INSTALL_DATADIR}/taskloss/get)
install(DIRECTORY scripts/package/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/taskloss)

# Takes away what the last `cmake --install` of this build put in place.
add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -DMANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt
  -P ${CMAKE_SOURCE_DIR}/scripts/package/uninstall.cmake)
