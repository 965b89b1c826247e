#!/usr/bin/env python3
"""compare.py PROFILE.json EXPECTED: is all that the program counted by hand in the profile?

EXPECTED has lines "future NAME key=n ..." and "await LINE key=n ...". Copies of one future
(other instances, other crates) are added up. What a future and an await both have is compared.
"""
import json
import sys

OF_AWAIT = ("polls", "first_polls", "ready", "ready_at_once", "pending", "cancelled",
            "allocations", "allocated_bytes")


def added(rows, keys):
    return {key: sum(row[key] for row in rows) for key in keys}


def main(profile_path, expected_path):
    with open(profile_path, encoding="utf-8") as file:
        profile = json.load(file)
    with open(expected_path, encoding="utf-8") as file:
        lines = [line.split() for line in file if line.startswith(("future ", "await "))]
    wrong = compared = 0
    for kind, name, *pairs in lines:
        expected = {key: int(n) for key, n in (pair.split("=") for pair in pairs)}
        if kind == "future":
            rows = [f for f in profile["futures"] if f["name"].split("::", 1)[-1] == name]
            keys = list(expected)
        else:
            rows = [a for f in profile["futures"] for a in f["awaits"]
                    if a["line"] == int(name)]
            keys = [key for key in expected if key in OF_AWAIT]
        found = added(rows, keys)
        compared += len(keys)
        for key in keys:
            if found[key] != expected[key]:
                print(f"{kind} {name}: {key} is {found[key]}, counted by hand {expected[key]}")
                wrong += 1
    if any(profile["lost"].values()):
        print(f"something was lost: {profile['lost']}")
        wrong += 1
    print(f"{compared} figures compared, {wrong} wrong")
    return wrong > 0 or compared == 0


sys.exit(main(*sys.argv[1:]))
