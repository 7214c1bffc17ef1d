# FILE becomes what COMMAND prints.
get_filename_component(folder ${FILE} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
execute_process(COMMAND ${COMMAND} OUTPUT_FILE ${FILE} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  file(REMOVE ${FILE})
  message(FATAL_ERROR "${COMMAND}: ${status}")
endif()
