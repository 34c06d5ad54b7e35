#!/usr/bin/env python3
"""Makes ../data/model.txt from annotated pages: train.py ARTICLES ROWS [--all] [--out FILE]

ARTICLES is the folder with `pages.jsonl` and `score.py`; ROWS is the program `examples/training_rows`. It trains on the
pages whose id has an even SHA-256 and reports the other half; `--all` trains on both and reports folds that were left
out. Needs lightgbm, numpy and rapidfuzz, see requirements.txt. Equal input gives an equal file.
"""
import argparse
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

import lightgbm
import numpy
from rapidfuzz.distance import LCSseq

FOLDS = 5
TREES = 70
ODDS_OF_AMOUNTS = 2.0
COMMON = dict(
    objective="binary", num_leaves=15, learning_rate=0.1, min_data_in_leaf=100, lambda_l2=5.0, feature_fraction=0.4, bagging_fraction=0.8, bagging_freq=1,
    seed=7, deterministic=True, force_row_wise=True, num_threads=2, verbosity=-1, max_bin=255, min_gain_to_split=0.0,
)


def load_scorer(folder):
    spec = importlib.util.spec_from_file_location("score", os.path.join(folder, "score.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_even(id_):
    return int(hashlib.sha256(id_.encode()).hexdigest(), 16) % 2 == 0


def tokens(text, wide):
    text = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).lower()
    return re.findall(r"\w", text) if wide else re.findall(r"\w+", text)


def labels_of(blocks, gold, scorer):
    """For each block the share of its words that stand in the annotated text in its place, and how many words it has."""
    wide = len(scorer.CJK.findall(gold)) > len(gold) / 5
    wanted = tokens(gold, wide)
    said = [tokens(text, wide) for _, text, *_ in blocks]
    flat = [word for words in said for word in words]
    matched = numpy.full(len(flat), -1, dtype=numpy.int64)
    numbers = {}
    ids = lambda words: [numbers.setdefault(word, len(numbers)) for word in words]
    for step in LCSseq.opcodes(ids(flat), ids(wanted)):
        if step.tag == "equal":
            matched[step.src_start : step.src_end] = range(step.dest_start, step.dest_end)
    labels, sizes, start = [], [], 0
    for words in said:
        end = start + len(words)
        places = matched[start:end]
        places = places[places >= 0]
        share = len(places) / max(1, len(words))
        if len(places) and share >= 0.5:
            first, last = places[0], places[-1]
            spread = (last - first + 1) / len(words)
            before = matched[:start][matched[:start] >= 0][-1:]
            after = matched[end:][matched[end:] >= 0][:1]
            joined = first == 0 or last == len(wanted) - 1 or (len(before) and before[0] >= first - 2) or (len(after) and after[0] <= last + 2)
            if spread > 2 or (len(words) < (12 if wide else 4) and not joined):
                share = 0.0
        labels.append(share)
        sizes.append(len(words))
        start = end
    return numpy.array(labels), numpy.array(sizes), len(wanted)


def chances(raw):
    return 1 / (1 + numpy.exp(-raw))


def choose(chance, lengths, amounts):
    """As `text::choose` of the stage: the most likely blocks that promise the best agreement with the article."""
    odds = numpy.where(amounts, ODDS_OF_AMOUNTS, 1.0)
    chance = chance * odds / (1 - chance + chance * odds)
    weight = lengths + 3.0
    order = numpy.argsort(-chance, kind="stable")
    right, taken = numpy.cumsum((weight * chance)[order]), numpy.cumsum(weight[order])
    best = numpy.argmax(2 * right / (taken + right[-1])) + 1
    chosen = numpy.zeros(len(chance), bool)
    chosen[order[:best]] = True
    return chosen


def write_tree(node, out):
    """Nodes in depth-first order, so that children stand behind their parents."""
    here = len(out)
    out.append(None)
    if "leaf_value" in node:
        out[here] = f"= {node['leaf_value']:.4f}"
        return here
    assert node["decision_type"] == "<=" and node["missing_type"] in ("None", "NaN")
    left = write_tree(node["left_child"], out)
    right = write_tree(node["right_child"], out)
    out[here] = f"{node['split_feature']} {numpy.float32(node['threshold']):.6g} {left} {right}"
    return here


def fit(rows, target, weight):
    return lightgbm.train(COMMON, lightgbm.Dataset(rows, target, weight=weight), TREES)


def rows_from(program, pages, work):
    table = os.path.join(work, "rows.bin")
    listing = "".join(f"{p['id']}\t{p.get('url') or ''}\t{p['path']}\n" for p in pages)
    said = subprocess.run([program, table], input=listing, text=True, stdout=subprocess.PIPE, check=True).stdout
    described = [json.loads(line) for line in said.splitlines()]
    width = described[0]["width"]
    return described, numpy.fromfile(table, dtype="<f4").reshape(-1, width)


def report(name, described, gold, scorer, chance, bounds, reported):
    f1 = {}
    right = kept = printed = 0
    for number, page in enumerate(described):
        if not reported[number]:
            continue
        entry = gold[page["id"]]
        texts = [text for _, text, *_ in page["blocks"]]
        text = ""
        if texts:
            chosen = choose(chance[bounds[number] : bounds[number + 1]], numpy.array([block[2] for block in page["blocks"]]), numpy.array([block[3] for block in page["blocks"]]))
            text = "\n".join(text for text, taken in zip(texts, chosen) if taken)
        f1.setdefault(entry["type"], []).append(scorer.overlap(scorer.words(text), scorer.words(entry["text"])))
        if entry["type"] == "article":
            got, true = scorer.amounts(text), scorer.amounts(entry["text"])
            right, kept, printed = right + sum((got & true).values()), kept + sum(got.values()), printed + sum(true.values())
    every = [score for scores in f1.values() for score in scores]
    types = " ".join(f"{kind} {numpy.mean(values):.3f}" for kind, values in sorted(f1.items()) if kind != "article")
    print(
        f"{name}: articles {numpy.mean(f1['article']):.4f} all {numpy.mean(every):.4f} "
        f"money {right / max(1, printed):.3f}/{right / max(1, kept):.3f} ({types})",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("articles")
    parser.add_argument("rows")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--out", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/model.txt"))
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.articles)
    gold = scorer.load(os.path.join(arguments.articles, "pages.jsonl"))
    pages = [dict(page, path=os.path.join(arguments.articles, page["file"])) for page in gold.values()]
    with tempfile.TemporaryDirectory() as work:
        described, rows = rows_from(arguments.rows, pages, work)
        labels, weights, bounds = [], [], [0]
        for page in described:
            share, sizes, wanted = labels_of(page["blocks"], gold[page["id"]]["text"], scorer)
            labels.append(share)
            weights.append(numpy.minimum(1.0, (sizes + 2) / (wanted + 40)) * 100)
            bounds.append(bounds[-1] + len(share))
        share, weight = numpy.concatenate(labels), numpy.concatenate(weights)
        # A block that stands half in the text counts less either way.
        target = (share >= 0.5).astype(int)
        weight = weight * numpy.abs(2 * share - 1).clip(0.05)
        # A wage that is lost is worse than a line too many.
        money = numpy.array([bool(scorer.MONEY.search(text)) for page in described for _, text, *_ in page["blocks"]])
        weight = weight * (1 + 2 * (money & (target == 1)))
        page_of = numpy.repeat(numpy.arange(len(described)), numpy.diff(bounds))
        even = numpy.array([is_even(page["id"]) for page in described])
        learned = numpy.ones(len(described), bool) if arguments.all else even
        fold_of_page = numpy.array([int(hashlib.sha256(("fold" + p["id"]).encode()).hexdigest(), 16) % FOLDS for p in described])
        report("if every block were judged right", described, gold, scorer, share.round(), bounds, ~even)

        use = learned[page_of]
        fold = fold_of_page[page_of]
        left_out = numpy.zeros(len(target))
        for number in range(FOLDS):
            some, rest = use & (fold != number), use & (fold == number)
            left_out[rest] = fit(rows[some], target[some], weight[some]).predict(rows[rest], raw_score=True)
        report("folds left out", described, gold, scorer, chances(left_out), bounds, learned)
        model = fit(rows[use], target[use], weight[use])
        if not arguments.all:
            report("other half", described, gold, scorer, chances(model.predict(rows, raw_score=True)), bounds, ~even)

    lines = ["# made by training/train.py; do not edit"]
    for tree in model.dump_model()["tree_info"]:
        nodes = []
        write_tree(tree["tree_structure"], nodes)
        lines.append(";".join(nodes))
    with open(arguments.out, "w") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
