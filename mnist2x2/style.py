"""The look of the book's figures: one set of colours for light pages and one for dark pages. Needs no torch.

    with matplotlib.rc_context(book_style("dark")):
        figure, axes = plt.subplots()
        axes.plot(x, y)  # "C0" to "C3" are the book's accent colours

A figure in a notebook is one picture for light and dark pages, on white: `plt.style.use(book_style("paper"))`.
Fonts have 9 points or more in figures up to `WIDTH` wide, which a phone shows at about two thirds of their size.
"""

from cycler import cycler

WIDTH = 5.2  # inches
ACCENTS = {  # "C0" to "C3" in a figure
    "light": ("#b84a00", "#2f6db5", "#5a4a9c", "#2e7d5b"),
    "dark": ("#ffab57", "#7db4f0", "#b9a8ff", "#7fd3ab"),
}
TEXT = {"light": "#1f2933", "dark": "#eceff3"}
QUIET = {"light": "#52606d", "dark": "#b6c0cb"}  # ticks, labels, reference lines
FONTS = ["DejaVu Sans", "Helvetica Neue", "Helvetica", "Arial"]  # the first comes with matplotlib


def book_style(theme: str = "light") -> dict:
    """Return matplotlib settings for figures on "light" or "dark" pages, or on white "paper"."""
    paper, theme = ("white", "light") if theme == "paper" else ("none", theme)  # none: the page shows through
    text, quiet = TEXT[theme], QUIET[theme]
    return {
        "axes.prop_cycle": cycler(color=ACCENTS[theme]),
        "axes.edgecolor": quiet,
        "axes.labelcolor": quiet,
        "axes.labelsize": 9,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": text,
        "axes.titlelocation": "left",
        "axes.titlesize": 10,
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.w_pad": 0.08,
        "figure.facecolor": paper,
        "axes.facecolor": "none",
        "figure.figsize": (WIDTH, 3.2),
        "figure.titlesize": 11,
        "figure.titleweight": "bold",
        "font.family": "sans-serif",
        "font.sans-serif": FONTS,
        "font.size": 9,
        "legend.fontsize": 9,
        "legend.frameon": False,
        "lines.markersize": 4.5,
        "savefig.facecolor": paper,
        "svg.fonttype": "none",  # text stays text, in the reader's own font
        "svg.hashsalt": "mnist2x2",  # the same figure is always the same file
        "text.color": text,
        "xtick.color": quiet,
        "xtick.labelsize": 9,
        "ytick.color": quiet,
        "ytick.labelsize": 9,
    }
