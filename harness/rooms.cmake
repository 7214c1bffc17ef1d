# A room: a folder of sources as a static library that sees itself and the rooms it names.
#
# room(NAME FOLDER ROOM...) makes the library NAME of FOLDER/*.c. Quoted includes reach this folder
# and those of the rooms named (and of the rooms these name): an include that climbs does not
# compile. Quoted only, so that no header of ours can stand for one of the system's.
function(room NAME FOLDER)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${FOLDER}/*.c)
  add_library(${NAME} STATIC ${sources})
  target_compile_options(${NAME} PUBLIC "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/${FOLDER}")
  target_link_libraries(${NAME} PUBLIC ${ARGN})
endfunction()
