"""Is each NAME.json given as NAME.json in the folder of schemas has it, and not so with a fault planted?

python3 as_schema.py SCHEMAS DOCUMENT... prints how many are, and ends with a line that says which is not.
"""
import copy
import json
import pathlib
import sys

import jsonschema


def check(schema, document):
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    for planted in schema['required']:
        broken = copy.deepcopy(document)
        broken[planted] = 7.5
        try:
            jsonschema.validate(broken, schema)
        except jsonschema.ValidationError:
            continue
        sys.exit('%s takes 7.5 for %s' % (schema['title'], planted))


schemas = pathlib.Path(sys.argv[1])
for name in sys.argv[2:]:
    document = pathlib.Path(name)
    check(json.loads((schemas / document.name).read_text()), json.loads(document.read_text()))
print(len(sys.argv) - 2)
