"""Apple's GPU is not available everywhere, so these tests check each operator of training and reading without it."""

import pytest
import torch

from mnist2x2.recorded import recorded
from tools.operators import GPU, WATCHED, short_names, train_and_read, watched, without_a_kernel


@pytest.mark.parametrize("config", WATCHED.values(), ids=WATCHED)
def test_training_and_reading(config):
    with watched() as watch:
        train_and_read(config)
    forward = {"aten::grid_sampler_2d", "aten::cumsum", "aten::argmax", "aten::native_layer_norm"}
    backward = {"aten::native_layer_norm_backward", "aten::embedding_dense_backward", "aten::gelu_backward"}
    step = {"aten::_fused_adam_" if config.optimizer == "adam" else "aten::_fused_adamw_"}
    assert forward | backward | step <= watch.operators
    assert watch.faults == []
    assert without_a_kernel(watch.operators) == []
    shown = set(recorded("operators")["operators"])  # by the book, as the operators that are looked up
    assert short_names(watch.operators) <= shown


def test_the_watch_sees_faults():
    with watched() as watch:
        numbers = torch.ones(3, device=GPU)
        numbers.double()
        with pytest.raises(RuntimeError, match=r"(?i)device|meta"):
            numbers + torch.ones(3)
    assert watch.faults == ["aten::_to_copy has float64"]
    assert without_a_kernel({"aten::_scaled_dot_product_flash_attention_for_cpu"})
