"""The gallery of a site: sample or own pictures, sized, encoded, painted and described."""
