"""Right answers to the exercises of chapter 4 in unusual forms. The check must accept each one."""

RIGHT = {
    "4.1": [
        "def taken_out(heads, head):\n    here = torch.arange(heads.shape[1])[:, None, None] == head\n"
        "    return torch.where(here, heads.mean(0), heads), torch.where(here, heads.roll(-1, 0), heads)",
        "def taken_out(heads, head):\n    new = torch.stack([heads, heads])\n"
        "    new[0, :, head] = heads[:, head].mean(dim=0, keepdim=True)\n"
        "    new[1, :-1, head], new[1, -1, head] = heads[1:, head], heads[0, head]\n    return new.double()",
        "def taken_out(heads, head):\n    new = [heads.tolist(), heads.tolist()]\n"
        "    for b in range(len(heads)):\n        new[0][b][head] = heads[:, head].mean(dim=0).tolist()\n"
        "        new[1][b][head] = heads[(b + 1) % len(heads), head].tolist()\n    return new",
        "def taken_out(heads, head):\n    both = {'mean': heads.clone(), 'resample': heads.clone()}\n"
        "    both['mean'][:, head] = both['mean'][:, head].mean(dim=0)\n"
        "    both['resample'][:, head] = heads[[*range(1, len(heads)), 0], head]\n    return both.values()",
    ],
    "4.2": [
        # the two hidden numbers in the other order, and other scales
        "inner = torch.tensor([[-1.0, 1.0], [1.0, -1.0]])\nouter = torch.tensor([[1.0, 1.0]])",
        "inner = torch.tensor([[4.0, -4.0], [-0.5, 0.5]])\nouter = torch.tensor([[0.25, 2.0]])",
        # other kinds of matrices
        "inner = torch.tensor([[1, -1], [-1, 1]])\nouter = torch.tensor([[1, 1]])",
        "inner = [[1, -1], [-1, 1]]\nouter = [(1.0, 1.0)]",
        "import numpy as np\ninner = np.array([[1, -1], [-1, 1]])\nouter = np.ones((1, 2))",
        "inner = nn.Parameter(torch.tensor([[1.0, -1.0], [-1.0, 1.0]]))\nouter = torch.ones(1, 2).half()",
    ],
    "4.3": [
        *(
            f"def floors(N, L):\n    return {kind}([math.log(L), N * math.log(L), float(L) ** (1 - N)])"
            for kind in ("tuple", "list", "torch.tensor", "iter")
        ),
        "def floors(N, L):\n    from fractions import Fraction\n"
        "    return [torch.tensor(L).log(), N * torch.tensor(L).double().log(), Fraction(L, L**N)]",
        "def floors(N, L):\n    import numpy as np\n    return np.log(L), -N * np.log(1 / L), np.array([L / L**N])[0]",
    ],
}
