"""Right answers to the exercises of chapter 5 in unusual forms. The check must accept each one."""

HEAD = "def depends(function, x):\n    T, D = x.shape\n"

RIGHT = {
    "5.1": [
        # by blocks
        "def prefix_mask(patches, tokens):\n"
        "    mask = causal_mask(patches + tokens)\n"
        "    mask[:, :patches] = True\n"
        "    return mask",
        # lists
        "def prefix_mask(patches, tokens):\n"
        "    N = patches + tokens\n"
        "    return [[s <= t or s < patches for s in range(N)] for t in range(N)]",
        # numpy, and a larger corner than needed
        "def prefix_mask(patches, tokens):\n    import numpy as np\n"
        "    mask = np.tri(patches + tokens, dtype=bool)\n"
        "    mask[:patches, :patches] = True\n"
        "    return mask",
        # zeros and ones
        "def prefix_mask(patches, tokens):\n"
        "    left = torch.ones(patches + tokens, patches)\n"
        "    right = torch.cat([torch.zeros(patches, tokens), torch.ones(tokens, tokens).tril()])\n"
        "    return torch.cat([left, right], dim=1)",
    ],
    "5.2": [
        # derivatives and changes together, from x and from elsewhere
        HEAD + "    found = torch.zeros(T, T)\n"
        "    for start in [x] + [scale * torch.randn(T, D) for scale in [1, 10] * 25]:\n"
        "        slopes = torch.autograd.functional.jacobian(function, start)\n"
        "        found += slopes.abs().sum(dim=(1, 3))\n"
        "        for s in range(T):\n"
        "            other = start.clone()\n"
        "            other[s] = 10 * torch.randn(D)\n"
        "            found[:, s] += (function(other) - function(start)).abs().sum(dim=1)\n"
        "    return found > 0",
        # float64, uniform numbers, lists
        HEAD + "    found = [[False] * T for _ in range(T)]\n"
        "    for _ in range(300):\n"
        "        start = torch.rand(T, D, dtype=torch.float64) * 20 - 10\n"
        "        start *= torch.rand(1, dtype=torch.float64) ** 2\n"
        "        before = function(start)\n"
        "        for s in range(T):\n"
        "            other = start.clone()\n"
        "            other[s] = torch.rand(D, dtype=torch.float64) * 20 - 10\n"
        "            after = function(other)\n"
        "            for t in range(T):\n"
        "                found[t][s] = found[t][s] or not torch.equal(before[t], after[t])\n"
        "    return found",
        # an array of integers
        HEAD + "    import numpy as np\n    found = np.zeros((T, T), dtype=int)\n"
        "    for size in [0.1, 1, 10] * 30:\n"
        "        start = size * torch.randn(T, D)\n"
        "        for s in range(T):\n"
        "            other = torch.where(torch.arange(T)[:, None] == s, size * torch.randn(T, D), start)\n"
        "            found[:, s] |= (function(other) != function(start)).any(1).numpy().astype(int)\n"
        "    return found",
        # batched with vmap, grid of one-number changes
        HEAD + "    found = torch.zeros(T, T).bool()\n"
        "    changes = torch.cat([torch.eye(T * D).view(-1, T, D) * size for size in (-20, -1, 1, 20)])\n"
        "    for size in [0.1, 1, 10] * 30:\n"
        "        start = size * torch.randn(T, D)\n"
        "        moved = torch.vmap(function)(start + changes) != function(start)\n"
        "        for change, rows in zip(changes, moved.any(dim=2)):\n"
        "            found[:, change.abs().sum(dim=1).argmax()] |= rows\n"
        "    return found",
        # float64 in numpy, differences above rounding errors
        HEAD + "    import numpy as np\n    draw, found = np.random.default_rng(0), np.zeros((T, T), dtype=bool)\n"
        "    for _ in range(200):\n"
        "        start = draw.uniform(-10, 10, (T, D))\n"
        "        for s in range(T):\n"
        "            other = start.copy()\n"
        "            other[s] = draw.uniform(-10, 10, D)\n"
        "            change = function(torch.tensor(other)) - function(torch.tensor(start))\n"
        "            found[:, s] |= (change.abs() > 1e-6).any(dim=1).numpy()\n"
        "    return found",
    ],
}
