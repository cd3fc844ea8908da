"""A document to begin with, for whoever has none at hand."""

EXAMPLE = """\
# A first API, to see what a client of yours looks like. Put your own document or pages
# here instead.
openapi: 3.1.0
info:
  title: Notes
  version: "1.0"
servers:
  - url: https://notes.example.com
security:
  - token: []
paths:
  /notes:
    get:
      operationId: listNotes
      summary: List your notes.
      description: Rate limited to 60 requests per minute.
      parameters:
        - { name: cursor, in: query, schema: { type: string } }
        - { name: limit, in: query, schema: { type: integer } }
      responses:
        "200":
          description: A page of notes.
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties:
                  items: { type: array, items: { $ref: "#/components/schemas/Note" } }
                  next_cursor: { type: [string, "null"] }
    post:
      operationId: createNote
      summary: Write a note.
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Note" }
      responses:
        "201":
          description: The note.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Note" }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
  schemas:
    Note:
      type: object
      required: [id, text]
      properties:
        id: { type: string, readOnly: true }
        text: { type: string }
        status: { type: string, enum: [draft, published] }
"""
