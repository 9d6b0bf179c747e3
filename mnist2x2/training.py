"""The training loop: recipes, schedule, weight averaging, and a way back from any interruption."""

import copy
import math
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from tqdm.auto import tqdm

from mnist2x2.augment import AugmentConfig, augment
from mnist2x2.checkpoint import load_tensors, save_tensors, save_weights
from mnist2x2.data import GridLoader, MNIST2x2, seed_for
from mnist2x2.devices import fuse, interrupts_held, matmul_precision, pick_device, processes
from mnist2x2.model import GridTransformer
from mnist2x2.optimizers import make_optimizers, schedule
from mnist2x2.recipes import TrainConfig, config_from
from mnist2x2.results import circumstances, peak_memory, write_json
from mnist2x2.strokes import inked_digits
from mnist2x2.tokenizer import PAD


class Run:
    """All that changes during a training run, on one device, saved and restored as one."""

    def __init__(self, config: TrainConfig, device: torch.device, start: GridTransformer | None = None):
        torch.manual_seed(config.seed)
        self.config, self.device = config, device
        self.model = GridTransformer(config.model).to(device)
        if start is not None:
            self.model.load_state_dict(start.state_dict())
        if config.freeze_encoder:
            for part in (self.model.patch_embedding, self.model.encoder, self.model.encoder_norm):
                part.requires_grad_(False)
        self.average = copy.deepcopy(self.model) if config.average else self.model
        self.optimizers = make_optimizers(self.model, config)
        for group in self.groups():
            group["highest"] = group["lr"]
        self.step, self.seconds, self.history = 0, 0.0, []
        self.sums = torch.zeros(3, device=device)  # of this epoch, over all processes: loss, tokens right, tokens

    def groups(self) -> list[dict]:
        """Return the parameter groups of all optimizers."""
        return [group for optimizer in self.optimizers for group in optimizer.param_groups]

    def take_step(
        self, network: Callable[..., Tensor], batch: tuple[Tensor, Tensor, Tensor], progress: float, world: int
    ) -> None:
        """Learn from grids uint8 (B, 56, 56), inputs and targets int64 (B, T). `network`: the model, maybe wrapped."""
        grids, inputs, targets = batch
        counted = targets != PAD
        tokens = counted.sum().float()  # of all processes: each token counts the same, wherever it is
        if world > 1:
            torch.distributed.all_reduce(tokens)
        logits = network(grids.float() / 255, inputs)  # (B, T, C)
        # DDP takes the mean over processes; times their number, it is the mean over all tokens
        loss = F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=PAD, reduction="sum") * world / tokens
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        loss.backward()
        if self.config.clip:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        share = schedule(progress, self.config.warm_up, self.config.cool_down, self.config.linear)
        for group in self.groups():
            group["lr"] = group["highest"] * share
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1
        if self.config.average:
            decay = min(self.config.average, self.step / (self.step + 9))  # soon forget the beginning
            with torch.no_grad():
                torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - decay)
        right = ((logits.argmax(dim=-1) == targets) & counted).sum()
        figures = torch.stack([loss.detach() * tokens / world, right.float(), counted.sum().float()])
        if world > 1:
            torch.distributed.all_reduce(figures)
        self.sums += figures

    def end_epoch(self) -> None:
        """Add a line to the history: mean loss a token and share of tokens right, under teacher forcing."""
        loss, right, tokens = self.sums.tolist()
        if not math.isfinite(loss):
            raise ValueError(
                f"training diverged: the loss is {loss} in epoch {len(self.history) + 1}; try a lower rate"
            )
        line = {"epoch": len(self.history) + 1, "loss": loss / tokens, "accuracy": right / tokens}
        self.history.append({**line, "seconds": self.seconds})
        self.sums.zero_()

    def tensors(self) -> dict[str, Tensor]:
        """Return every tensor of the run under a name of its own."""
        parts = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        if self.config.average:
            parts |= {f"average.{name}": tensor for name, tensor in self.average.state_dict().items()}
        for i, optimizer in enumerate(self.optimizers):
            for j, state in optimizer.state_dict()["state"].items():
                parts |= {f"optimizer.{i}.{j}.{name}": tensor for name, tensor in state.items()}
        return parts | {"sums": self.sums}

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        about = {name: getattr(self, name) for name in ("step", "seconds", "history")}
        save_tensors(path, self.tensors(), {"config": asdict(self.config), **about})

    def load(self, path: Path) -> None:
        """Go on where a saved run was. Raises ValueError if it was a run of another recipe, or the file is damaged."""
        tensors, about = load_tensors(path)
        if "config" not in about:
            raise ValueError(f"{path} is no checkpoint of a training run")
        try:
            mine, saved = flat(asdict(self.config)), flat(asdict(config_from(about["config"])))
        except ValueError as error:
            raise ValueError(f"{path} is of another version of mnist2x2: {error}") from error
        other = [f"{name}={saved[name]}, not {value}" for name, value in mine.items() if saved[name] != value]
        if other:
            raise ValueError(f"{path} is of a run with other options: {'; '.join(other)}")

        def part(prefix: str) -> dict[str, Tensor]:
            return {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}

        self.model.load_state_dict(part("model."))
        if self.config.average:
            self.average.load_state_dict(part("average."))
        for i, optimizer in enumerate(self.optimizers):
            state: dict[int, dict[str, Tensor]] = {}
            for name, tensor in part(f"optimizer.{i}.").items():
                j, key = name.split(".")
                state.setdefault(int(j), {})[key] = tensor
            optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
        self.sums.copy_(tensors["sums"])
        self.step, self.seconds, self.history = about["step"], about["seconds"], about["history"]


def flat(config: dict) -> dict:
    """Return nested options as one level."""
    level = {}
    for name, value in config.items():
        level |= flat(value) if isinstance(value, dict) else {name: value}
    return level


def digits_of(config: TrainConfig) -> MNIST2x2:
    """Return the grids of a recipe, of MNIST's digits and, where it says so, pen-drawn ones."""
    more = inked_digits(config.pen, config.seed) if config.pen else None
    own = {"size": config.grids, "grid": config.model.grid, "empty": config.empty, "seed": config.seed}
    return MNIST2x2(**own, only=slice(0, 60_000 - config.held_back), more=more, evenly=True)


def train(
    config: TrainConfig,
    out: str | Path,
    device: str = "auto",
    resume: bool = False,
    save_every: float = 60.0,
    data: MNIST2x2 | None = None,
    start: GridTransformer | None = None,
    enough: Callable[[GridTransformer], bool] | None = None,
) -> GridTransformer:
    """Train a model by a recipe and return it, in eval mode, on the device it was trained on.

    Writes to the folder `out`: `checkpoint.safetensors` every `save_every` seconds, at every interruption and at the
    end, then `weights.safetensors` and `run.json`. With `resume`, goes on from the checkpoint there, if there is one,
    and ends in the weights that an uninterrupted run would have (bit for bit on a CPU with as many threads). Ctrl-C
    finishes the step, saves, and raises KeyboardInterrupt. Works under `torchrun`: the first process writes, and what
    interrupts it loses the steps since the last checkpoint. Seeds torch.

    To fine-tune: `data` takes the place of the recipe's grids, `start`, a model of the recipe's sizes, that of random
    weights, and `enough`, asked after each epoch with the weights that would be kept, in eval mode, may end the run.

    Raises FileExistsError if `out` holds a run and `resume` is not given, ValueError if that run has other options.
    """
    rank, world, device = processes(pick_device(device))
    out = Path(out)
    checkpoint = out / "checkpoint.safetensors"
    results = [out / "weights.safetensors", out / "run.json"]
    if any(file.exists() for file in [checkpoint, *results]) and not (resume and checkpoint.exists()):
        remedy = "resume it" if checkpoint.exists() else "its checkpoint is gone"
        raise FileExistsError(f"{out} holds a training run already: {remedy}, or name another folder")
    run = Run(config, device, start)
    if resume and checkpoint.exists():
        run.load(checkpoint)
    data = digits_of(config) if data is None else data
    total = config.epochs * -(-len(data) // config.batch_size)

    def augment_now(digits: Tensor, step: int, generator: torch.Generator) -> Tensor:
        return augment(digits, config.augment.at(step / total), generator)

    change = None if config.augment == AugmentConfig() else augment_now
    loader = GridLoader(data, config.batch_size, config.fresh, change, config.seed, device, rank, world)
    network = nn.parallel.DistributedDataParallel(run.model) if world > 1 else run.model
    network = fuse(network, device) if config.compile else network
    bar = tqdm(total=total, initial=run.step, unit="step", disable=rank > 0, desc="training", smoothing=0.05)
    started = saved = time.monotonic()
    earlier = run.seconds
    finished = run.step == total  # before this call: then its files stay as they are
    run.model.train()
    with bar, matmul_precision(config.matmul_precision), interrupts_held() as interrupts:
        while run.step < total:
            torch.manual_seed(seed_for(config.seed, "dropout", run.step, rank))  # the same after resuming
            run.take_step(network, loader.batch(run.step), run.step / total, world)
            bar.update()
            run.seconds = earlier + time.monotonic() - started
            if run.step % 20 == 0:  # reading a figure makes the device wait
                loss, right, tokens = run.sums.tolist()
                bar.set_postfix(loss=f"{loss / tokens:.4f}", accuracy=f"{right / tokens:.2%}", refresh=False)
            if run.step % len(loader) == 0:
                run.end_epoch()
                if enough is not None and enough(run.average.eval()):
                    total = run.step
                run.average.train()
            if rank == 0 and (interrupts or time.monotonic() - saved > save_every or run.step == total):
                run.save(checkpoint)
                saved = time.monotonic()
            if interrupts:
                raise KeyboardInterrupt
    if rank == 0 and not (finished and all(file.exists() for file in results)):
        save_weights(results[0], run.average)
        write_json(results[1], describe(run))
    if world > 1:
        torch.distributed.barrier()  # nobody leaves before the files are there
    return run.average.eval()


def describe(run: Run) -> dict:
    """Return what a finished run's JSON says."""
    parameters = sum(p.numel() for p in run.model.parameters())
    return {
        "config": asdict(run.config),
        "parameters": parameters,
        "seconds": run.seconds,
        "peak_memory_bytes": peak_memory(),
        "history": run.history,
        **circumstances(run.device),
    }
