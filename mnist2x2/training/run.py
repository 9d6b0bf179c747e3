"""The state of a training run: taking steps, recording progress, checkpoints. Grew out of chapter 8 of the book."""

import copy
import math
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist2x2.checkpoint import check_tensors, load_tensors, save_tensors
from mnist2x2.model import GridTransformer
from mnist2x2.options import differences
from mnist2x2.training.optimizers import make_optimizers, schedule
from mnist2x2.training.recipes import TrainConfig, config_from


def state_of(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    """Return the state of each parameter, from tensors named "number.name".

    Raises ValueError for a tensor that has neither its parameter's shape nor a single number, or that is not finite.
    """
    params = [param for group in optimizer.param_groups for param in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        number, _, key = name.partition(".")
        param = params[int(number)]
        check_tensors({name: tensor}, {name: param if tensor.dim() else tensor})
        state.setdefault(int(number), {})[key] = tensor
    return state


class Run:
    """Everything that changes during a training run, on one device; it is saved and restored together.

    start: a model whose weights the new model starts from. model: the model to train, such as one of a subclass;
    without it, a new `GridTransformer` of the recipe's sizes.
    """

    def __init__(
        self,
        config: TrainConfig,
        device: torch.device,
        start: GridTransformer | None = None,
        model: GridTransformer | None = None,
    ):
        torch.manual_seed(config.seed)
        self.config, self.device = config, device
        self.model = (GridTransformer(config.model) if model is None else model).to(device)
        if start is not None:
            self.model.load_state_dict(start.state_dict())
        if config.freeze_encoder:
            for part in (self.model.patch_embedding, self.model.encoder, self.model.encoder_norm):
                part.requires_grad_(False)
        self.average = copy.deepcopy(self.model) if config.average else self.model
        self.optimizers = make_optimizers(self.model, config)
        for group in self.groups():
            group["highest"] = group["lr"]
        self.step, self.total, self.seconds, self.history = 0, 0, 0.0, []  # `train` sets `total`, the number of steps
        self.sums = torch.zeros(3, device=device)  # over this epoch and all processes: loss, tokens right, tokens

    def stop(self) -> None:
        """Make the step just taken the last one."""
        self.total = self.step

    def groups(self) -> list[dict]:
        """Return the parameter groups of all optimizers."""
        return [group for optimizer in self.optimizers for group in optimizer.param_groups]

    def take_step(
        self, network: Callable[..., Tensor], batch: tuple[Tensor, Tensor, Tensor], progress: float, world: int
    ) -> None:
        """Learn from grids uint8 (B, side, side), inputs and targets int64 (B, T). `network` is the `wrapped` model."""
        grids, inputs, targets = batch
        pad = self.model.config.tokenizer.pad
        counted = targets != pad
        tokens = counted.sum().float()  # over all processes, so that every token counts the same
        if world > 1:
            torch.distributed.all_reduce(tokens)
        logits = network(grids.float() / 255, inputs)  # (B, T, C)
        # DDP takes the mean over processes; multiplied by their number, that is the mean over all tokens
        loss = F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad, reduction="sum") * world / tokens
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        loss.backward()
        if self.config.clip:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        factor = schedule(progress, self.config.warm_up, self.config.cool_down, self.config.linear)
        for group in self.groups():
            group["lr"] = group["highest"] * factor
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1
        if self.config.average:
            # a lower decay at first, so that the average soon forgets the initial weights
            decay = min(self.config.average, self.step / (self.step + 9))
            with torch.no_grad():
                torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - decay)
        right = ((logits.argmax(dim=-1) == targets) & counted).sum()
        sums = torch.stack([loss.detach() * tokens / world, right.float(), counted.sum().float()])
        if world > 1:
            torch.distributed.all_reduce(sums)
        self.sums += sums

    def end_epoch(self) -> None:
        """Add to the history the mean loss per token and the share of tokens right, both under teacher forcing.

        Raises ValueError if the loss is not finite.
        """
        loss, right, tokens = self.sums.tolist()
        if not math.isfinite(loss):
            epoch = len(self.history) + 1
            raise ValueError(f"training diverged: the loss is {loss} in epoch {epoch}; try a lower learning rate")
        entry = {"epoch": len(self.history) + 1, "loss": loss / tokens, "accuracy": right / tokens}
        self.history.append({**entry, "seconds": self.seconds})
        self.sums.zero_()

    def tensors(self) -> dict[str, Tensor]:
        """Return every tensor of the run under a unique name."""
        parts = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        if self.config.average:
            parts |= {f"average.{name}": tensor for name, tensor in self.average.state_dict().items()}
        for i, optimizer in enumerate(self.optimizers):
            for j, state in optimizer.state_dict()["state"].items():
                parts |= {f"optimizer.{i}.{j}.{name}": tensor for name, tensor in state.items()}
        return parts | {"sums": self.sums}

    def save(self, path: Path) -> None:
        """Write a checkpoint, atomically."""
        about = {name: getattr(self, name) for name in ("step", "seconds", "history")}
        save_tensors(path, self.tensors(), {"config": asdict(self.config), **about})

    def load(self, path: Path) -> None:
        """Restore a saved run. Raises ValueError if it has another recipe, or if the file is damaged."""
        tensors, about = load_tensors(path)
        if "config" not in about:
            raise ValueError(f"{path} is not a checkpoint of a training run")
        try:
            changes = differences(config_from(about["config"]), self.config)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path} is from another version of mnist2x2: {error}") from error
        if changes:
            others = "; ".join(f"{name}={saved}, not {current}" for name, saved, current in changes)
            raise ValueError(f"{path} is from a run with other options: {others}")
        try:
            self.restore(tensors, about)
        except (IndexError, KeyError, RuntimeError, TypeError, ValueError) as error:
            raise ValueError(f"{path} is damaged, or from another version of mnist2x2: {error}") from error

    def restore(self, tensors: dict[str, Tensor], about: dict) -> None:
        """Restore what `save` has written. Raises an error for tensors of other names or shapes, or not finite."""

        def part(prefix: str) -> dict[str, Tensor]:
            return {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}

        steps = {name: tensor for name, tensor in tensors.items() if name.startswith("optimizer.")}
        others = {name: tensor for name, tensor in self.tensors().items() if not name.startswith("optimizer.")}
        check_tensors({name: tensors[name] for name in tensors.keys() - steps.keys()}, others)
        states = [state_of(optimizer, part(f"optimizer.{i}.")) for i, optimizer in enumerate(self.optimizers)]
        self.step, self.seconds, self.history = int(about["step"]), float(about["seconds"]), list(about["history"])
        self.model.load_state_dict(part("model."))
        if self.config.average:
            self.average.load_state_dict(part("average."))
        for optimizer, state in zip(self.optimizers, states, strict=True):
            optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
        self.sums.copy_(tensors["sums"])
