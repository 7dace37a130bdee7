"""An order as a document."""

from reportlab.pdfgen import canvas

from ..orders import Order


def write(order: Order, path: str) -> None:
    page = canvas.Canvas(path)
    page.drawString(72, 720, f"{order.total()} cents")
    page.save()
