"""`LearningGrid`: draw, say what is right, and let the model learn this hand, in a notebook."""

import copy
import html
import tempfile
from collections.abc import Callable
from pathlib import Path

try:
    import ipywidgets
except ImportError as error:
    raise ImportError("to learn from drawings in a notebook, install ipywidgets: pip install ipywidgets") from error

from mnist2x2.checkpoint import load_pretrained, version_of
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.marks import marks_from_json
from mnist2x2.evaluation import evaluate, score
from mnist2x2.model import GridTransformer, check_writes_digits
from mnist2x2.page.corrections import Corrections, StoreFull
from mnist2x2.page.drawing_grid import DrawingGrid
from mnist2x2.page.photos import PHOTO_SHOWN
from mnist2x2.page.sentences import NO_LONGER_KEPT, NOT_KEPT, Refusal, as_sentence, check_answer, kept_as, taken_back
from mnist2x2.training.fine_tuning import FEWEST, fine_tune

ENOUGH = 5  # the fewest drawings to learn from
MNIST_GRIDS = 1000  # of test digits, to see what is forgotten


def drawings(count: int) -> str:
    return "1 drawing" if count == 1 else f"{count} drawings"


class LearningGrid(ipywidgets.VBox):
    """A drawing grid, the right answer beside it, and a model that learns from both.

    model: the `GridTransformer` to begin with, which is copied; without it, the shipped default. store: the
    `Corrections` that keeps drawings with their answers; without it, one in a temporary folder, gone when Python ends.
    Raises the errors of `DrawingGrid`, and ValueError for a model that writes words or letters.

    The buttons call `keep`, `take_back`, `learn` and `undo`, and the panel shows the errors that these raise. `grid` is
    the `DrawingGrid`, `model` the model that reads now.
    """

    def __init__(self, model: GridTransformer | None = None, store: Corrections | None = None):
        model = load_pretrained() if model is None else model
        self.grid = DrawingGrid(model)
        check_writes_digits(model)
        self.start = self.model = copy.deepcopy(model)
        if store is None:
            self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            store = Corrections(Path(self.folder.name) / "corrections.sqlite")
        self.store = store
        self.kept = []  # in this session, the newest last: each grid, and the correction that it replaced or None
        wide, narrow = {"description_width": "initial"}, {"width": "auto"}
        self.answer = ipywidgets.Text(description="This says", placeholder="digits, in reading order", style=wide)
        actions: dict[str, tuple[Callable, str]] = {
            "Keep": (self.keep, "keep the drawing with this answer, whether it was read right or wrong"),
            "Take back": (self.take_back, "take back the drawing that was kept last"),
            "Fine-tune": (self.learn, f"learn from what is kept: at least {drawings(ENOUGH)}"),
            "Undo learning": (self.undo, "back to the model that it began with"),
        }
        self.buttons = [
            ipywidgets.Button(description=name, tooltip=tip, layout=narrow) for name, (_, tip) in actions.items()
        ]
        for button, (action, _) in zip(self.buttons, actions.values(), strict=True):
            button.on_click(lambda _, action=action: self._press(action))
        self.message, self.counts = ipywidgets.HTML(), ipywidgets.HTML()
        self.progress = ipywidgets.Output()  # where the bar of the training goes
        self.grid.observe(lambda change: self._prefill(), "marks")
        row = ipywidgets.HBox([self.answer, *self.buttons], layout={"flex_flow": "row wrap"})
        super().__init__([self.grid, row, self.progress, self.message, self.counts])
        self._prefill()
        self._count()

    def keep(self, answer: str | None = None) -> bool:
        """Keep what is drawn with its right answer, by default what the field says, and empty the grid.

        Return False if it was kept with that answer already.

        Raises Refusal, a ValueError, for an answer that is not as many digits as cells with ink, for an empty grid, for
        one with a test digit in it, and while a photo is shown; StoreFull, another, for a full store.
        """
        if self.grid.photo is not None:
            raise Refusal(PHOTO_SHOWN)
        board, picture, read = self.grid, self.grid.grid, self.grid.prediction
        answer = (self.answer.value if answer is None else str(answer)).strip()
        cells = marks_from_json(board.marks, len(board.sample_grids))
        check_answer(cells, picture, answer, board.sample_grids)
        earlier = self.store.find(picture)
        new = self.store.add(picture, read=read, right=answer, model=version_of(board.model), marks=board.marks)
        if new:
            self.kept.append((picture, earlier))
        self.grid.clear()
        self._say(kept_as(answer, read, new))
        return new

    def take_back(self) -> None:
        """Take back the drawing that was kept last, and show it again. Raises Refusal if nothing is kept.

        If it was another answer to a drawing that was kept already, the earlier answer is kept again.
        """
        grid, earlier = self.kept[-1] if self.kept else (None, None)
        last = self.store.find(grid)
        if last is None and grid is None:
            raise Refusal("There is nothing to take back: no drawing is kept.")
        if last is None:  # it was taken back elsewhere
            self.kept.pop()
            return self._say(NO_LONGER_KEPT)
        if last.marks is not None:  # it may have come as a picture; shown first: what cannot be shown stays kept
            self.grid.marks = last.marks
            self.answer.value = last.right
        if earlier is None:
            self.store.take_back(last.grid)
        else:
            was = {"read": earlier.read, "right": earlier.right, "model": earlier.model, "marks": earlier.marks}
            self.store.add(earlier.grid, **was)
        del self.kept[-1:]
        self._say(taken_back(earlier and earlier.right))

    def learn(self) -> GridTransformer:
        """Fine-tune the model that the panel began with on all drawings that are kept; return and use the result.

        Raises Refusal for fewer than five drawings, and for fewer digits than `fine_tune` takes.
        """
        grids, answers = self.store.for_training()
        if (kept := len(answers)) < ENOUGH:
            raise Refusal(f"To learn, the model needs at least {drawings(ENOUGH)}: {kept or 'none'} so far.")
        if (digits := sum(map(len, answers))) < FEWEST:
            raise Refusal(f"To learn, the model needs at least {FEWEST} digits: {digits} so far.")
        self._say(f"Learning from {drawings(kept)}. The notebook's stop button ends it.")
        try:
            learned = fine_tune(self.start, grids, answers)
        except BaseException:  # Ctrl-C, too
            self._say("Nothing was learned: it reads as before.")
            raise
        self._use(learned)
        test = MNIST2x2(train=False, size=MNIST_GRIDS)
        before, after = (
            (score(read_grids(model, grids), answers).sequence_accuracy, evaluate(model, test).sequence_accuracy)
            for model in (self.start, learned)
        )
        hand, mnist = (f"{then:.1%} before, {now:.1%} now" for then, now in zip(before, after, strict=True))
        self._say(f"Learned from {drawings(kept)}. Of these, read right: {hand}; of MNIST's test grids: {mnist}.")
        return self.model

    def undo(self) -> None:
        """Read again with the model that the panel began with. Drawings that are kept stay."""
        learned = self.model is not self.start
        self._use(self.start)
        self._say("Back to the model that it began with." if learned else "It has learned nothing yet.")

    def _use(self, model: GridTransformer) -> None:
        self.grid.use(model)
        self.model = model
        self._prefill()

    def _press(self, action: Callable) -> None:
        """Call a button's action, with all buttons disabled meanwhile, and show what went wrong."""
        controls = [self.answer, *self.buttons]
        for control in controls:
            control.disabled = True
        self.progress.outputs = ()
        try:
            with self.progress:  # anything unexpected is shown there
                try:
                    action()
                except (Refusal, StoreFull) as refusal:
                    self._say(NOT_KEPT * (action == self.keep) + as_sentence(refusal))
                except (ValueError, OSError) as error:
                    self._say(f"Not done. {as_sentence(error)}")
                except KeyboardInterrupt:
                    pass  # `learn` has said so
        finally:
            for control in controls:
                control.disabled = False

    def _prefill(self) -> None:
        self.answer.value = self.grid.prediction

    def _say(self, text: str) -> None:
        self.message.value = html.escape(text)
        self._count()

    def _count(self) -> None:
        counts = self.store.counts()
        self.counts.value = f"{drawings(counts['kept'])} kept, {counts['misread']} of them misread."

    def __repr__(self) -> str:
        reader = "as it began" if self.model is self.start else "fine-tuned"
        return f"LearningGrid({self.counts.value.rstrip('.')}; the model: {reader})"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        # for a page without Python, where one can only draw
        bundle["text/html"] = self.grid._repr_mimebundle_()[0]["text/html"]
        return bundle
