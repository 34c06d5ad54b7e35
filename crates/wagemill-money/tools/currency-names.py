"""Writes data/currency-names.txt from the currency names of Unicode CLDR.

    python3 currency-names.py CLDR-MAIN

CLDR-MAIN is the folder `main` of the npm package cldr-numbers-full, version 48.2. Run it from the folder of the crate.
"""

import json
import sys

base = sys.argv[1].rstrip("/") + "/"
langs = [
    ("de", ["de"]),
    ("es", ["es", "es-MX"]),
    ("fr", ["fr", "fr-CA"]),
    ("it", ["it"]),
    ("ja", ["ja"]),
    ("ko", ["ko"]),
    ("pt", ["pt", "pt-PT"]),
    ("ru", ["ru"]),
    ("vi", ["vi"]),
    ("zh", ["zh", "zh-Hant"]),
]
codes = [l.split(" |")[0].strip() for l in open("data/currencies.txt") if l.strip() and not l.startswith("#")]
out = [
    "# Names of currencies in other languages: one currency and language each.",
    "#",
    "# language | code | names",
    "#",
    "# Full names, each of this currency only; the everyday words are in languages/*.toml.",
    "#",
    "# Derived from Unicode CLDR 48.2, Copyright 2004-2026 Unicode, Inc., under the Unicode License v3",
    "# (https://www.unicode.org/license.txt), by tools/currency-names.py.",
]
for lang, files in langs:
    per = {}
    for f in files:
        d = json.load(open(base + f + "/currencies.json"))["main"][f]["numbers"]["currencies"]
        for c in codes:
            e = d.get(c)
            if not e:
                continue
            for k, v in e.items():
                if k.startswith("displayName") and v != c:
                    v = v.replace("’", "’")
                    if "(" in v or "|" in v or ";" in v or "[" in v or " – " in v or any(ch.isdigit() for ch in v):
                        continue
                    l = per.setdefault(c, [])
                    if v.lower() not in [x.lower() for x in l]:
                        l.append(v)
    # drop names shared by several codes
    cnt = {}
    for c, l in per.items():
        for v in set(x.lower() for x in l):
            cnt[v] = cnt.get(v, 0) + 1
    for c in sorted(per):
        l = [v for v in per[c] if cnt[v.lower()] == 1 and len(v) > 1]
        if l:
            out.append(f"{lang} | {c} | {'; '.join(l)}")
open("data/currency-names.txt", "w").write("\n".join(out) + "\n")
