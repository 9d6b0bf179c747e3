"""The usual way, as a yardstick: the same architecture and task, written as plainly as most people write them.

Every grid is stitched from four torchvision samples. Attention is written out. The loss is read back at every step.
Answers are written one grid at a time, and the whole model runs again for every token. The modules have the names of
ours, so that weights can be copied from one model to the other. Nothing else is shared but MNIST's files and the sizes.
"""

import math
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision.datasets import MNIST
from torchvision.transforms import Compose, Normalize, ToTensor

from mnist2x2.data.mnist import bundled_root
from mnist2x2.model import ModelConfig
from mnist2x2.tokenizer import FINISH, START, TOKENS


class StitchedDigits(Dataset):
    """Grids of four random digits: a normalised picture float32 (56, 56), inputs and targets int64 (5,)."""

    def __init__(self, train: bool = True, size: int | None = None, seed: int = 42):
        transform = Compose([ToTensor(), Normalize((0.1307,), (0.3081,))])
        self.mnist = MNIST(str(bundled_root()), train=train, transform=transform)
        torch.manual_seed(seed)
        count = len(self.mnist) if size is None else size
        self.indices = [torch.randint(0, len(self.mnist), (4,)) for _ in range(count)]

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        images, labels = [], []
        for i in self.indices[index]:
            image, label = self.mnist[int(i)]
            images.append(image[0])
            labels.append(label)
        top = torch.cat([images[0], images[1]], dim=1)
        bottom = torch.cat([images[2], images[3]], dim=1)
        picture = torch.cat([top, bottom], dim=0)
        return picture, torch.tensor([START, *labels]), torch.tensor([*labels, FINISH])


class Attention(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.heads, self.head_width = config.heads, config.width // config.heads
        self.query = nn.Linear(config.width, config.width)
        self.key = nn.Linear(config.width, config.width)
        self.value = nn.Linear(config.width, config.width)
        self.output = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor | None = None) -> Tensor:
        B, T, D = x.shape
        S = memory.shape[1]
        q = self.query(x).view(B, T, self.heads, self.head_width).transpose(1, 2)
        k = self.key(memory).view(B, S, self.heads, self.head_width).transpose(1, 2)
        v = self.value(memory).view(B, S, self.heads, self.head_width).transpose(1, 2)
        scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(self.head_width)
        if mask is not None:
            scores = scores.masked_fill(mask == 0, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        mixed = torch.matmul(weights, v).transpose(1, 2).contiguous().view(B, T, D)
        return self.output(mixed)


def feed_forward(config: ModelConfig) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(config.width, config.feed_forward), nn.GELU(), nn.Linear(config.feed_forward, config.width)
    )


class EncoderBlock(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.attention_norm = nn.LayerNorm(config.width)
        self.attention = Attention(config)
        self.feed_forward_norm = nn.LayerNorm(config.width)
        self.feed_forward = feed_forward(config)

    def forward(self, x: Tensor) -> Tensor:
        normed = self.attention_norm(x)
        x = x + self.attention(normed, normed)
        return x + self.feed_forward(self.feed_forward_norm(x))


class DecoderBlock(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.self_attention_norm = nn.LayerNorm(config.width)
        self.self_attention = Attention(config)
        self.cross_attention_norm = nn.LayerNorm(config.width)
        self.cross_attention = Attention(config)
        self.feed_forward_norm = nn.LayerNorm(config.width)
        self.feed_forward = feed_forward(config)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        normed = self.self_attention_norm(x)
        x = x + self.self_attention(normed, normed, mask)
        x = x + self.cross_attention(self.cross_attention_norm(x), memory)
        return x + self.feed_forward(self.feed_forward_norm(x))


class PatchEmbedding(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.size = config.patch
        self.projection = nn.Linear(config.patch**2, config.width)
        self.position = nn.Parameter(torch.randn(config.patches, config.width))

    def forward(self, pictures: Tensor) -> Tensor:
        patches = pictures.unfold(1, self.size, self.size).unfold(2, self.size, self.size)
        patches = patches.contiguous().view(len(pictures), -1, self.size**2)
        return self.projection(patches) + self.position


class Reference(nn.Module):
    """The model. It takes normalised pictures (B, 56, 56) and tokens (B, T), and returns logits (B, T, C)."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.patch_embedding = PatchEmbedding(config)
        self.encoder = nn.ModuleList([EncoderBlock(config) for _ in range(config.encoder_blocks)])
        self.encoder_norm = nn.LayerNorm(config.width)
        self.token_embedding = nn.Embedding(len(TOKENS), config.width)
        self.token_position = nn.Parameter(torch.randn(config.digits + 1, config.width))
        self.decoder = nn.ModuleList([DecoderBlock(config) for _ in range(config.decoder_blocks)])
        self.decoder_norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, len(TOKENS))

    def forward(self, pictures: Tensor, tokens: Tensor) -> Tensor:
        memory = self.patch_embedding(pictures)
        for block in self.encoder:
            memory = block(memory)
        memory = self.encoder_norm(memory)
        T = tokens.shape[1]
        mask = torch.tril(torch.ones(T, T, device=tokens.device))
        x = self.token_embedding(tokens) + self.token_position[:T]
        for block in self.decoder:
            x = block(x, memory, mask)
        return self.head(self.decoder_norm(x))


def loader_of(dataset: Dataset, workers: int = 0, batch_size: int = 64) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=True, num_workers=workers)


def make_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=1e-3)


def train_steps(model: nn.Module, optimizer: torch.optim.Optimizer, batches: Iterator | DataLoader) -> float:
    """Learn from each of the batches and return the mean loss."""
    model.train()
    losses = []
    for pictures, inputs, targets in batches:
        optimizer.zero_grad()
        logits = model(pictures, inputs)
        loss = F.cross_entropy(logits.reshape(-1, len(TOKENS)), targets.reshape(-1))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


def write_answer(model: Reference, picture: Tensor) -> list[int]:
    """Return the tokens written for one picture (56, 56). The last one is `<finish>` unless the grid is full."""
    model.eval()
    tokens = [START]
    with torch.no_grad():
        while len(tokens) <= model.config.digits and tokens[-1] != FINISH:
            logits = model(picture.unsqueeze(0), torch.tensor([tokens]))
            tokens.append(logits[0, -1].argmax().item())
    return tokens[1:]


def count_right(model: Reference, dataset: Dataset, count: int) -> int:
    """Return how many of the first `count` answers are right as a whole."""
    right = 0
    for i in range(count):
        picture, _, targets = dataset[i]
        right += write_answer(model, picture) == targets[: model.config.digits].tolist()
    return right
