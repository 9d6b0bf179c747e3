import copy
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace

import pytest
import torch
from torch import nn

from mnist2x2.checkpoint import load_pretrained, load_tensors, save_tensors
from mnist2x2.data.augmentation import AugmentConfig
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.loader import GridLoader
from mnist2x2.data.restyling import RestyleConfig
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.training import loop
from mnist2x2.training.loop import train
from mnist2x2.training.optimizers import Muon, orthogonalize, schedule
from mnist2x2.training.recipes import RECIPES, TrainConfig, config_from
from mnist2x2.training.run import Run
from mnist2x2.training.runtime import pick_device

SMALL = ModelConfig(width=16, heads=2, feed_forward=16, encoder_blocks=1, decoder_blocks=1, dropout=0.1)
# A run with every feature, in a few seconds.
SHORT = TrainConfig(
    epochs=6,
    grids=640,
    batch_size=32,
    optimizer="muon",
    weight_decay=0.05,
    warm_up=0.1,
    cool_down=0.5,
    average=0.9,
    fresh=True,
    empty=0.2,
    matmul_precision="medium",
    augment=AugmentConfig(rotation=5, elastic=0.5, stroke=0.5, weaken=0.5, rest=0.5),
    model=SMALL,
)
COMMAND = [sys.executable, "-m", "mnist2x2", "train", "--recipe", "demo", "--device", "cpu"]


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def options(config: TrainConfig) -> list[str]:
    """Return a config as command-line options."""
    arguments = []
    for part in (config, config.augment, config.restyle, config.model):
        for name, value in vars(part).items():
            name = name.replace("_", "-")
            if isinstance(value, bool):
                arguments.append(f"--{name}" if value else f"--no-{name}")
            elif not isinstance(value, AugmentConfig | RestyleConfig | ModelConfig):
                arguments += [f"--{name}", str(value)]
    return arguments


def tensors_equal(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_a_run_learns_and_writes_its_files(tmp_path):
    config = TrainConfig(epochs=4, grids=2000, fresh=True)
    model = train(config, tmp_path, "cpu")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "checkpoint.safetensors",
        "run.json",
        "weights.safetensors",
    ]
    assert tensors_equal(load_pretrained(tmp_path / "weights.safetensors").state_dict(), model.state_dict())
    run = json.loads((tmp_path / "run.json").read_text())
    losses = [line["loss"] for line in run["history"]]
    assert len(losses) == 4 and losses[-1] < losses[0] < 3
    assert run["config"]["grids"] == 2000 and run["parameters"] == 250_253 and run["device"] == "cpu"
    assert not model.training


@pytest.mark.parametrize(
    "config",
    [
        replace(SHORT, matmul_precision="highest", model=replace(SHORT.model, answers="letters")),
        replace(SHORT, optimizer="adam", average=0.0),
    ],
    ids=["muon, letters", "adam"],
)
def test_a_run_killed_repeatedly_ends_with_the_same_weights(tmp_path, config):
    train(config, tmp_path / "whole", "cpu")
    # it saves after every step, so most kills come in the middle of a step or of writing
    script = (
        "import sys, torch; from mnist2x2.training import train; from test_training import *; torch.set_num_threads(1);"
        f"train({config!r}, sys.argv[1], 'cpu', resume=True, save_every=0)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "killed")]
    checkpoint, kills, rng = tmp_path / "killed" / "checkpoint.safetensors", 0, random.Random(0)
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(__file__)}

    def stamp():
        return checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0

    while kills < 4:
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        for _ in range(rng.randint(1, 8)):
            before = stamp()
            while process.poll() is None and stamp() == before:
                time.sleep(0.001)
        time.sleep(rng.uniform(0, 0.02))
        assert process.poll() is None, "it ended before it was killed"
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        assert load_tensors(checkpoint)[1]["step"] > 0  # complete, whenever it was killed
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    one, about = load_tensors(tmp_path / "whole" / "checkpoint.safetensors")
    other, about_other = load_tensors(checkpoint)
    assert tensors_equal(one, other)
    assert about["step"] == about_other["step"] == 120
    for line, line_other in zip(about["history"], about_other["history"], strict=True):
        assert {**line, "seconds": 0} == {**line_other, "seconds": 0}
    weights = [load_pretrained(tmp_path / name / "weights.safetensors").state_dict() for name in ("whole", "killed")]
    assert tensors_equal(*weights)


def test_interrupt_saves_and_says_how_to_resume(tmp_path):
    out = tmp_path / "run"
    command = [*COMMAND, *options(replace(SHORT, epochs=50)), "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    stderr = ""
    while "accuracy" not in stderr:  # the bar shows the accuracy, so training has begun
        stderr += (character := process.stderr.read(1))
        assert character, f"it ended: {stderr}"
    process.send_signal(signal.SIGINT)
    stderr += process.communicate()[1]
    assert process.returncode == 130
    assert f"Saved in {out}. To go on: python -m mnist2x2 train" in stderr and stderr.strip().endswith("--resume")
    assert "Traceback" not in stderr
    assert 0 < load_tensors(out / "checkpoint.safetensors")[1]["step"] < 1000


def test_a_finished_run_is_not_overwritten(tmp_path):
    config = replace(SHORT, epochs=1)
    train(config, tmp_path, "cpu")
    with pytest.raises(FileExistsError, match="already holds a training run: resume it, or name another folder"):
        train(config, tmp_path, "cpu")
    (tmp_path / "checkpoint.safetensors").rename(tmp_path / "elsewhere")
    for resume in (False, True):
        with pytest.raises(FileExistsError, match="but its checkpoint is missing: name another folder"):
            train(config, tmp_path, "cpu", resume)
    (tmp_path / "elsewhere").rename(tmp_path / "checkpoint.safetensors")
    with pytest.raises(ValueError, match="a run with other options: epochs=1, not 2; seed=0, not 1"):
        train(replace(config, epochs=2, seed=1), tmp_path, "cpu", resume=True)
    weights = (tmp_path / "weights.safetensors").read_bytes()
    train(config, tmp_path, "cpu", resume=True)
    assert (tmp_path / "weights.safetensors").read_bytes() == weights
    (tmp_path / "weights.safetensors").unlink()  # as if the run had been killed before writing this file
    train(config, tmp_path, "cpu", resume=True)
    assert (tmp_path / "weights.safetensors").read_bytes() == weights


@pytest.mark.parametrize("name", ["file/run", "/proc/run"])
def test_a_folder_that_is_not_writable_is_refused_at_once(tmp_path, monkeypatch, name):
    (tmp_path / "file").write_text("a file, not a folder")
    monkeypatch.setattr(loop, "Run", None)  # refused before the run is set up
    with pytest.raises(OSError, match=r"cannot write to .*run.checkpoint.*: .*; choose another place"):
        train(SHORT, tmp_path / name, "cpu")


def test_diverging_run_says_so(tmp_path):
    with pytest.raises(ValueError, match="training diverged: the loss is nan in epoch 1"):
        train(replace(SHORT, muon_learning_rate=1e30), tmp_path, "cpu")
    assert not (tmp_path / "weights.safetensors").exists()


def test_damaged_checkpoint_is_refused(tmp_path):
    config = replace(SHORT, epochs=1)
    train(config, tmp_path, "cpu")
    checkpoint = tmp_path / "checkpoint.safetensors"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-10])
    with pytest.raises(ValueError, match=r"checkpoint.safetensors is truncated"):
        train(config, tmp_path, "cpu", resume=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tensors: tensors.update({"model.eye": torch.ones(2)}), "expected model.eye of shape none, given"),
        (lambda tensors: tensors.update(sums=torch.ones(9)), r"expected sums of shape \(3,\), given \(9,\)"),
        (lambda tensors: tensors["model.head.weight"].fill_(float("nan")), "expected model.head.weight as finite"),
        (lambda tensors: tensors.update({"optimizer.0.0.momentum": torch.ones(9)}), r"shape \(.*, given \(9,\)"),
        (lambda tensors: tensors.update({"optimizer.0.999.step": torch.ones(())}), "out of range"),
        (lambda tensors: tensors.pop("sums"), "expected sums of shape"),
    ],
)
def test_a_checkpoint_of_other_shapes_is_refused(tmp_path, change, message):
    run, path = Run(replace(SHORT, model=SMALL), torch.device("cpu")), tmp_path / "checkpoint.safetensors"
    run.save(path)
    tensors, about = load_tensors(path)
    change(tensors)
    save_tensors(path, tensors, about)
    with pytest.raises(ValueError, match=f"checkpoint.safetensors is damaged, or from another version.*{message}"):
        run.load(path)


GRADIENTS = """
import sys, torch
from test_training import *
from mnist2x2.checkpoint import save_tensors
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.loader import GridLoader
from mnist2x2.training.runtime import processes
rank, world, device = processes(torch.device("cpu"))
run = Run(replace(SHORT, model=replace(SMALL, dropout=0.0)), device)
network = nn.parallel.DistributedDataParallel(run.model) if world > 1 else run.model
# 65 grids, so that the last batch has one and the second process's share is empty
loader = GridLoader(MNIST2x2(size=65, empty=0.5), 64, augment=None, rank=rank, world=world)
gradients = {}
for step in range(2):
    run.take_step(network, loader.batch(step), 0.5, world)
    gradients |= {f"{step} {name}": p.grad.clone() for name, p in run.model.named_parameters()}
if rank == 0:
    save_tensors(sys.argv[1], gradients | {"sums": run.sums}, {})
"""


def test_two_processes_have_the_same_gradients_as_one(tmp_path):
    script, environment = tmp_path / "gradients.py", {**os.environ, "PYTHONPATH": os.path.dirname(__file__)}
    script.write_text(GRADIENTS)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    for start, name in (([sys.executable], "one"), (torchrun, "two")):
        subprocess.run([*start, str(script), str(tmp_path / name)], check=True, env=environment)
    one, two = (load_tensors(tmp_path / name)[0] for name in ("one", "two"))
    for name, gradient in one.items():
        if not name.startswith("1"):  # the second step starts from weights that differ by rounding
            torch.testing.assert_close(two[name], gradient, atol=1e-5, rtol=1e-5, msg=name)


def test_two_processes_learn_the_same_as_one(tmp_path):
    config = TrainConfig(epochs=1, grids=1280, batch_size=64, empty=0.2, fresh=True, model=replace(SMALL, dropout=0.0))
    train(config, tmp_path / "one", "cpu")
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *COMMAND[1:]]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([*torchrun, *options(config), "--out", str(tmp_path / "two")], check=True, env=environment)
    one, two = (json.loads((tmp_path / name / "run.json").read_text())["history"] for name in ("one", "two"))
    assert one[0]["loss"] == pytest.approx(two[0]["loss"], abs=1e-4)
    assert one[0]["accuracy"] == pytest.approx(two[0]["accuracy"], abs=1e-3)
    weights = [load_pretrained(tmp_path / name / "weights.safetensors") for name in ("one", "two")]
    for a, b in zip(*(model.parameters() for model in weights), strict=True):
        torch.testing.assert_close(a, b, atol=1e-3, rtol=0)


def test_compiled_steps_learn_the_same(tmp_path, monkeypatch):
    compile, calls = torch.compile, []
    monkeypatch.setattr(
        torch, "compile", lambda network, **options: calls.append(options) or compile(network, **options)
    )
    config = replace(SHORT, epochs=4, grids=64, batch_size=32, model=replace(SMALL, dropout=0.0))
    plain = train(config, tmp_path / "plain", "cpu")
    assert not calls
    fused = train(replace(config, compile=True), tmp_path / "fused", "cpu")
    assert len(calls) == 1
    for a, b in zip(plain.parameters(), fused.parameters(), strict=True):
        torch.testing.assert_close(a, b, atol=1e-3, rtol=0)
    with pytest.raises(ValueError, match="a run with other options: compile=True, not False"):
        train(config, tmp_path / "fused", "cpu", resume=True)


def test_a_compiled_run_resumes_as_if_never_stopped(tmp_path, monkeypatch):
    class Stops(GridLoader):
        def batch(self, step):
            if step == 5:
                raise RuntimeError("stopped")
            return super().batch(step)

    config = replace(SHORT, epochs=4, grids=64, batch_size=32, compile=True)  # with dropout
    whole = train(config, tmp_path / "whole", "cpu")
    with monkeypatch.context() as patched:
        patched.setattr(loop, "GridLoader", Stops)
        with pytest.raises(RuntimeError, match="stopped"):
            train(config, tmp_path / "stopped", "cpu", save_every=0)
    assert load_tensors(tmp_path / "stopped" / "checkpoint.safetensors")[1]["step"] == 5
    resumed = train(config, tmp_path / "stopped", "cpu", resume=True)
    assert tensors_equal(whole.state_dict(), resumed.state_dict())


def test_compiling_without_a_compiler_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "cache"))
    import torch._inductor.config  # not loaded by torch itself

    no_compiler = torch._inductor.config.patch({"cpp.cxx": ("no-such-compiler",)})
    with no_compiler, pytest.raises(ValueError, match=r"expected a C\+\+ compiler on the PATH"):
        train(replace(SHORT, compile=True, model=replace(SMALL, width=8)), tmp_path / "run", "cpu")


def test_schedule_by_hand():
    assert [schedule(p, 0, 0) for p in (0, 0.5, 1)] == [1, 1, 1]
    assert [schedule(p, 0.1, 0) for p in (0, 0.05, 0.1, 1)] == [0, 0.5, 1, 1]
    assert [round(schedule(p, 0, 0.5), 6) for p in (0, 0.5, 0.75, 1)] == [1, 1, 0.5, 0]
    assert [schedule(p, 0.1, 0.8, linear=True) for p in (0.05, 0.2, 0.4, 1)] == pytest.approx([0.5, 1, 0.75, 0])


def test_pen_digits_are_mixed_in(tmp_path, monkeypatch):
    """They are inked as often as the recipe says, with the run's seed; resuming needs the same number."""
    calls, datasets = [], []

    def inked(renderings, seed, restyling):
        calls.append((renderings, seed, restyling))
        return torch.full((100, 28, 28), 77, dtype=torch.uint8), torch.full((100,), 5)

    class Watched(GridLoader):
        def __init__(self, dataset, *rest):
            super().__init__(dataset, *rest)
            datasets.append(dataset)

    monkeypatch.setattr(loop, "inked_digits", inked)
    monkeypatch.setattr(loop, "GridLoader", Watched)
    config = replace(SHORT, epochs=1, pen=2, mnist=3, seed=3, held_back=59_900, restyle=RestyleConfig(slash=0.5))
    train(config, tmp_path, "cpu")
    assert calls == [(2, 3, RestyleConfig(slash=0.5))]
    images, labels, picks = (getattr(datasets[0], name) for name in ("images", "labels", "picks"))
    assert len(images) == len(labels) == 400  # 100 of MNIST's three times, and 100 pen-drawn
    assert (images[300:] == 77).all() and (labels[300:] == 5).all()
    assert (images[:300] == images[:100].repeat(3, 1, 1)).all() and (labels[:300] == labels[:100].repeat(3)).all()
    assert (picks >= 300).float().mean() == pytest.approx(0.25, abs=0.02)
    assert load_tensors(tmp_path / "checkpoint.safetensors")[1]["config"]["pen"] == 2
    with pytest.raises(ValueError, match="a run with other options: pen=2, not 0"):
        train(replace(config, pen=0), tmp_path, "cpu", resume=True)


def test_without_pen_no_digits_are_inked(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "inked_digits", None)
    train(replace(SHORT, epochs=1), tmp_path, "cpu")


def change_the_record(checkpoint, change):
    """Rewrite a checkpoint with a changed record."""
    tensors, about = load_tensors(checkpoint)
    change(about)
    save_tensors(checkpoint, tensors, about)


def test_a_checkpoint_older_than_an_option_resumes(tmp_path):
    config = replace(SHORT, epochs=1)
    train(config, tmp_path, "cpu")
    weights = (tmp_path / "weights.safetensors").read_bytes()
    (tmp_path / "weights.safetensors").unlink()
    checkpoint = tmp_path / "checkpoint.safetensors"
    change_the_record(checkpoint, lambda about: [about["config"].pop("pen"), about["config"]["augment"].pop("elastic")])
    with pytest.raises(ValueError, match=r"a run with other options: elastic=0.0, not 0.5"):
        train(config, tmp_path, "cpu", resume=True)
    change_the_record(checkpoint, lambda about: about["config"]["augment"].update(elastic=0.5))
    train(config, tmp_path, "cpu", resume=True)
    assert (tmp_path / "weights.safetensors").read_bytes() == weights
    change_the_record(checkpoint, lambda about: about["config"]["model"].update(eyes=2))
    with pytest.raises(
        ValueError, match="is from another version of mnist2x2: expected options of ModelConfig, given eyes"
    ):
        train(config, tmp_path, "cpu", resume=True)
    change_the_record(checkpoint, lambda about: about.pop("config"))
    with pytest.raises(ValueError, match=r"checkpoint.safetensors is not a checkpoint of a training run"):
        train(config, tmp_path, "cpu", resume=True)


@pytest.mark.parametrize("config", [*RECIPES.values(), SHORT])
def test_a_config_is_restored_from_its_record(config):
    record = json.loads(json.dumps(asdict(config)))
    assert config_from(record) == config
    assert config_from({}) == TrainConfig() and config_from({"model": {"width": 16}}).model == ModelConfig(width=16)
    with pytest.raises(ValueError, match="expected options of TrainConfig, given depth, speed"):
        config_from({"speed": 1, "depth": 2, "epochs": 3})


def test_average_is_the_moving_average(training_grids):
    run = Run(replace(SHORT, average=0.5), torch.device("cpu"))
    batch = tuple(torch.stack(parts) for parts in zip(*(training_grids[i] for i in range(8)), strict=True))
    expected = [p.detach().clone() for p in run.model.parameters()]
    for step in range(3):
        run.take_step(run.model, batch, 0.5, 1)
        decay = min(0.5, (step + 1) / (step + 10))
        expected = [decay * e + (1 - decay) * p.detach() for e, p in zip(expected, run.model.parameters(), strict=True)]
    for e, p in zip(expected, run.average.parameters(), strict=True):
        torch.testing.assert_close(e, p)


def test_clipping_bounds_the_gradient(training_grids):
    batch = tuple(torch.stack(parts) for parts in zip(*(training_grids[i] for i in range(8)), strict=True))
    norms = []
    for clip in (0.0, 0.01):
        run = Run(replace(SHORT, clip=clip), torch.device("cpu"))
        run.take_step(run.model, batch, 0.5, 1)
        norms.append(torch.stack([p.grad.norm() for p in run.model.parameters()]).norm().item())
    assert norms[0] > 0.1
    assert norms[1] == pytest.approx(0.01, rel=1e-3)


def test_every_parameter_has_exactly_one_optimizer():
    for config in (*RECIPES.values(), SHORT):
        run = Run(config, torch.device("cpu"))
        optimized = [id(p) for group in run.groups() for p in group["params"]]
        assert sorted(optimized) == sorted(id(p) for p in run.model.parameters())


def test_orthogonalize():
    for shape in ((3, 8, 8), (2, 4, 9), (2, 9, 4)):
        matrices = torch.randn(shape)
        values = torch.linalg.svdvals(orthogonalize(matrices))
        assert values.min() > 0.3 and values.max() < 1.3
        u, _, v = torch.linalg.svd(matrices, full_matrices=False)
        assert ((orthogonalize(matrices) * (u @ v)).sum((1, 2)) / min(shape[1:])).min() > 0.7  # the same directions


def test_muon_equals_torchs():
    pytest.importorskip("torch.optim._muon", reason="torch has one since 2.9")
    models = [nn.Sequential(nn.Linear(8, 16, bias=False), nn.Linear(16, 8, bias=False)) for _ in range(2)]
    models[1].load_state_dict(models[0].state_dict())
    kinds = (Muon, torch.optim.Muon)
    optimizers = [k(m.parameters(), lr=0.02, weight_decay=0.1) for k, m in zip(kinds, models, strict=True)]
    for _ in range(5):
        for p, q in zip(models[0].parameters(), models[1].parameters(), strict=True):
            p.grad = torch.randn_like(p)
            q.grad = p.grad.clone()
        for optimizer in optimizers:
            optimizer.step()
    for p, q in zip(models[0].parameters(), models[1].parameters(), strict=True):
        torch.testing.assert_close(p, q, atol=2e-3, rtol=0)  # torch's Muon rounds to bfloat16 internally
    with pytest.raises(ValueError, match=r"expected matrices, given shapes \[\(3,\)\]"):
        Muon([nn.Parameter(torch.zeros(3))])


def test_demo_recipe_is_the_public_demos():
    demo = RECIPES["demo"]
    assert (demo.epochs, demo.grids, demo.batch_size, demo.optimizer, demo.learning_rate) == (
        10,
        60_000,
        64,
        "adam",
        1e-3,
    )
    assert demo.augment == AugmentConfig() and replace(demo.model, dropout=0.0) == ModelConfig()
    assert not (demo.fresh or demo.empty or demo.average or demo.warm_up or demo.cool_down or demo.held_back)


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"batch_size": 0},
        {"optimizer": "sgd"},
        {"matmul_precision": "low"},
        {"held_back": 60_000},
        {"pen": -1},
    ],
)
def test_config_refuses(wrong):
    with pytest.raises(ValueError, match="expected"):
        TrainConfig(**wrong)


def test_pick_device(monkeypatch):
    available = {"mps": False, "cuda": False}
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: available["mps"])
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available["cuda"])
    assert pick_device().type == "cpu"
    available["cuda"] = True
    assert pick_device().type == "cuda"
    available["mps"] = True
    assert pick_device().type == "mps"
    assert pick_device("cpu").type == "cpu"


def test_all_recipes_have_the_default_sizes():
    for name, recipe in RECIPES.items():
        answers = "letters" if name == "letters" else "digits"
        assert replace(recipe.model, dropout=0.0) == replace(GridTransformer().config, answers=answers)


def test_training_starts_from_a_model_on_other_grids_until_it_is_stopped(tmp_path):
    start, data, epochs = GridTransformer(SMALL), MNIST2x2(size=64), []
    config = replace(SHORT, freeze_encoder=True)

    def stop_after_three(run):
        epochs.append((run.average.training, copy.deepcopy(run.average.state_dict())))
        if len(epochs) == 3:
            run.stop()

    tuned = train(config, tmp_path / "run", "cpu", data=data, start=start, on_epoch_end=stop_after_three)
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert len(epochs) == len(record["history"]) == 3  # of 6 epochs, each of 2 steps
    assert not any(training for training, _ in epochs)
    assert all(torch.equal(value, epochs[-1][1][name]) for name, value in tuned.state_dict().items())
    assert load_tensors(tmp_path / "run" / "checkpoint.safetensors")[1]["step"] == 6
    before, frozen = start.state_dict(), ("patch_embedding", "encoder")
    changed = {name for name, value in tuned.state_dict().items() if not torch.equal(value, before[name])}
    assert changed and not any(name.startswith(frozen) for name in changed)
