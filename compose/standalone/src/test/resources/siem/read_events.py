"""
Reads Avro records in the Confluent wire format with Apache Avro for Python, schemas from the registry's REST API.

python3 read_events.py REGISTRY: each record of standard input is its length in decimal, a line feed and its bytes, as
kcat writes them with -f '%S\\n%s'. Prints eventId, type, tenant and position of each, separated by tabs.
"""
import io
import json
import struct
import sys
import urllib.request

import avro.io
import avro.schema

registry = sys.argv[1].rstrip("/")
schemas = {}


def schema(number):
    if number not in schemas:
        with urllib.request.urlopen("%s/schemas/ids/%d" % (registry, number), timeout=30) as answer:
            schemas[number] = avro.schema.parse(json.load(answer)["schema"])
    return schemas[number]


records = sys.stdin.buffer
while True:
    length = records.readline()
    if not length:
        break
    value = records.read(int(length))
    magic, number = struct.unpack(">bi", value[:5])
    assert magic == 0, magic
    body = io.BytesIO(value[5:])
    event = avro.io.DatumReader(schema(number)).read(avro.io.BinaryDecoder(body))
    assert not body.read(), "bytes are left over"
    print(event["eventId"], event["type"], event["tenant"], event["position"], sep="\t")
