"""Validates OCSF events, one a line of standard input, with Python's jsonschema: python3 validate.py SCHEMA"""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
count = 0
for line in sys.stdin:
    event = json.loads(line)
    errors = [error.message for error in validator.iter_errors(event)]
    if errors:
        sys.exit("%s: %s" % (event["metadata"]["uid"], errors[0]))
    count += 1
print(count)
