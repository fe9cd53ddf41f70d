from django.urls import path

from pairing.views import orders, orders_prepare

urlpatterns = [
    path("orders/end/", orders_prepare.order_end, name="order_end"),
    path("orders/<int:pk>/edit/", orders.order_edit, name="order_edit"),
    path("orders/<int:pk>/names/<int:person>/", orders.order_name, name="order_name"),
    path("orders/<int:pk>/cancel/", orders.order_cancel, name="order_cancel"),
    path("orders/<int:pk>/docx/", orders.order_docx, name="order_docx_download"),
    path("orders/<int:pk>/public/pdf/", orders.order_public_pdf, name="order_public_pdf"),
    path("orders/<int:pk>/public/docx/", orders.order_public_docx, name="order_public_download"),
    path("pairs/<int:pk>/composition/", orders_prepare.order_group, name="pair_composition"),
    path("pairs/<int:pk>/replace/", orders_prepare.order_change, name="pair_replace"),
]
