"""The names of the inputs and outputs of converted networks, which the browser engine asks for.

The style network takes `STYLE_IMAGE` [1, S, S, 3] and gives `STYLE_VECTOR` [1, V]. A transformer
takes `CONTENT_IMAGE` [1, H, W, 3], any H and W, and `STYLE_VECTOR`, and gives `PAINTED`
[1, H, W, 3].
"""

STYLE_IMAGE = "style_image"
STYLE_VECTOR = "style_vector"
CONTENT_IMAGE = "content_image"
PAINTED = "painted"
