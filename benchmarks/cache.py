"""Measure what a cache of keys and values saves, by batch and by length, and write results/bench_cache.json.

    python benchmarks/cache.py

A step that writes the last of some tokens is timed in two ways, taking turns: all tokens go through the decoder, or
only the last one, beside a cache that holds the others. The encoder has no part in it.
"""

from dataclasses import asdict

import torch
from measuring import alternate, ratio, seconds, speed_parser, spread, text_table, threads, write_speed

from mnist2x2.decoding import evaluating
from mnist2x2.model import GridTransformer, ModelConfig

BATCHES, LENGTHS = (1, 8, 64, 512), (7, 14, 28)
CALLS = {1: 200, 8: 100, 64: 25, 512: 5}  # of a step, in one measurement


def measure(model: GridTransformer, batch: int, length: int, calls: int, runs: int) -> dict:
    """Return the milliseconds of a step that writes token number `length`, without and with a cache."""
    memory = torch.randn(batch, model.config.patches, model.config.width)  # (B, S, D)
    tokens = torch.randint(model.config.tokenizer.start, (batch, length))  # (B, T)
    cache = model.new_cache()
    model.decode(tokens[:, :-1], memory, cache)
    kept = [[part.keys_and_values for part in block] for block in cache]

    def without() -> None:
        for _ in range(calls):
            model.decode(tokens, memory)

    def with_cache() -> None:
        for _ in range(calls):
            model.decode(tokens[:, -1:], memory, cache)
            for block, earlier in zip(cache, kept, strict=True):  # each call is the same step again
                for part, part_earlier in zip(block, earlier, strict=True):
                    part.keys_and_values = part_earlier

    measures = {"all_tokens": lambda: seconds(without), "one_token": lambda: seconds(with_cache)}
    times = alternate(measures, runs)
    ms = {f"{name}_ms": spread([1000 * value / calls for value in values]) for name, values in times.items()}
    return {"batch": batch, "length": length, **ms, "times_as_fast": ratio(times["all_tokens"], times["one_token"])}


def main(words: list[str] | None = None) -> dict:
    options = speed_parser(__doc__).parse_args(words)
    model, runs = GridTransformer(ModelConfig(answers="letters")), 1 if options.quick else 7
    steps = []
    with threads(options.threads), evaluating(model):
        for batch in BATCHES:
            calls = 1 if options.quick else CALLS[batch]
            steps += [measure(model, batch, length, calls, runs) for length in LENGTHS]
        content = write_speed(options, "cache", {"model": asdict(model.config), "steps": steps})
    columns = ("all_tokens_ms", "one_token_ms", "times_as_fast")
    rows = [[step["batch"], step["length"], *(step[name]["median"] for name in columns)] for step in steps]
    print(text_table(["batch", "length", "ms, all tokens", "ms, one token", "times as fast"], rows))
    return content


if __name__ == "__main__":
    main()
