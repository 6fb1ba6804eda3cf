/* The compiled path: ordinary lines to typed lines, byte for byte as fast_path.py and exact_path.py
   write them, with the event's id in front.

   What is not quite ordinary is a doubt, told by None, and takes the other paths. Which fields there
   are and what a field's kind means for its value comes from compiled_fields.py; here stands how a
   kind is read. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "scan.h"
#include "shape.h"
#include "md5.h"

#define HEAD "{\"event_id\":\""
#define HEAD_SIZE 13
#define DIGITS 32
#define MOST_REMEMBERED 50000

typedef struct {
    char *bytes;
    size_t size, room;
} Buffer;

typedef struct {
    PyObject_HEAD
    Shape event, item, source;
    PyObject *given;  /* what names and keys point into */
    PyObject *slug;   /* from the name of a list to its id, both as JSON texts without quotes */
    PyObject *slugs;  /* the ids known so far */
    PyObject *others; /* names of events that have rules of their own */
    PyObject *placeholders;
    long long first_us, last_us;
    int most_items;
    /* slots with a part of their own: of events, and of items */
    int event_name, event_us, platform, items, user_pseudo_id, user_id;
    int item_id, item_name, promotion_id, list_id, list_name, is_inferred, position;
    Buffer room, written_items, line;
} Reader;

static int reserve(Buffer *buffer, size_t more)
{
    if (buffer->size + more <= buffer->room)
        return 1;
    size_t room = (buffer->size + more) * 2 + 4096;
    char *bytes = PyMem_Realloc(buffer->bytes, room);
    if (bytes == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    buffer->bytes = bytes;
    buffer->room = room;
    return 1;
}

static void put(Buffer *buffer, const char *bytes, size_t size)
{
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

/* Write the slots that have a value as members of an object, without its brackets. */
static int write_members(Buffer *out, const Shape *shape, const Value *values)
{
    int is_first = 1;
    for (int slot = 0; slot < shape->slots; slot++) {
        const Value *value = &values[slot];
        if (value->form <= NULLED)
            continue;
        if (!reserve(out, shape->key_sizes[slot] + value->size + 8))
            return 0;
        if (!is_first)
            put(out, ",", 1);
        is_first = 0;
        put(out, shape->keys[slot], shape->key_sizes[slot]);
        if (value->form == QUOTED)
            put(out, "\"", 1);
        put(out, value->at, value->size);
        if (value->form == QUOTED)
            put(out, "\"", 1);
        else if (value->form == POINT_ZERO)
            put(out, ".0", 2);
    }
    return 1;
}

/* Doubt texts that a reader trims, or takes for none. */
static int says_something(const Value *value)
{
    const char *at = value->at;
    return value->size > 0 && at[0] != ' ' && at[value->size - 1] != ' '
        && !(at[0] == '(' && is_text(value, "(not set)")) && !(at[0] == 'n' && is_text(value, "null"));
}

static int is_among(PyObject *texts, const Value *value)
{
    PyObject *text = PyUnicode_DecodeASCII(value->at, (Py_ssize_t)value->size, NULL);
    int found = text == NULL ? -1 : PySet_Contains(texts, text);
    Py_XDECREF(text);
    return found;
}

/* Tell an id that stands for none, by its first letter and length before its text. */
static int is_placeholder(const Reader *reader, const Value *value)
{
    char low[64];
    if (value->size > sizeof low)
        return 0;
    for (size_t place = 0; place < value->size; place++) {
        char letter = value->at[place];
        low[place] = letter >= 'A' && letter <= 'Z' ? (char)(letter | 0x20) : letter;
    }
    for (Py_ssize_t place = 0; place < PyTuple_GET_SIZE(reader->placeholders); place++) {
        PyObject *text = PyTuple_GET_ITEM(reader->placeholders, place);
        if ((size_t)PyBytes_GET_SIZE(text) == value->size
            && memcmp(PyBytes_AS_STRING(text), low, value->size) == 0)
            return 1;
    }
    return 0;
}

static int to_capitals(Value *value, Arena *arena)
{
    char *first = arena->at;
    if (!value->is_plain || memchr(value->at, '(', value->size) != NULL)
        return 0;
    for (size_t place = 0; place < value->size; place++) {
        char letter = value->at[place];
        *arena->at++ = letter >= 'a' && letter <= 'z' ? (char)(letter - 32) : letter;
    }
    value->at = first;
    return !is_text(value, "NULL");
}

/* Write codes that stand in one text, divided by `|`, as an array. */
static int to_codes(Value *value, Arena *arena)
{
    const char *at = value->at, *end = at + value->size;
    char *first = arena->at;
    if (!value->is_plain)
        return 0;
    while (at <= end) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        Value code = {at, (size_t)((bar == NULL ? end : bar) - at), QUOTED, 1};
        if (!says_something(&code))
            return 0;
        *arena->at++ = at == value->at ? '[' : ',';
        *arena->at++ = '"';
        memcpy(arena->at, code.at, code.size);
        arena->at += code.size;
        *arena->at++ = '"';
        at += code.size + 1;
    }
    *arena->at++ = ']';
    value->at = first;
    value->size = (size_t)(arena->at - first);
    value->form = BARE;
    return 1;
}

static At scan_word(At at, Value *value)
{
    size_t size = *at == 't' ? 4 : 5;
    if (strncmp((const char *)at, size == 4 ? "true" : "false", size) != 0)
        return NULL;
    value->at = (const char *)at;
    value->size = size;
    value->form = BARE;
    return at + size;
}

static int is_name(const Value *value)
{
    if (value->size > 64 || value->at[0] < 'a' || value->at[0] > 'z')
        return 0;
    for (size_t place = 1; place < value->size; place++) {
        char letter = value->at[place];
        if (!((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_'))
            return 0;
    }
    return 1;
}

static At read_object(Reader *, At, At, Shape *, Value *, Arena *);
static At read_items(Reader *, At, At, Arena *);

/* Read a text by its kind. */
static At read_text(Reader *reader, At at, const Field *field, Value *value, Arena *arena)
{
    if (*at != '"')
        return NULL;
    at = scan_text(at + 1, value, arena);
    if (at == NULL || !says_something(value) || (field->most && value->size > field->most))
        return NULL;
    switch (field->kind) {
    case TEXT:
        return at;
    case CAPITALS:
        return to_capitals(value, arena) ? at : NULL;
    case CODES:
        return to_codes(value, arena) ? at : NULL;
    case NAME:
        return value->is_plain && is_name(value) && is_among(reader->others, value) == 0 ? at : NULL;
    case OWN_IDENTIFIER:
        return value->is_plain && !is_placeholder(reader, value) ? at : NULL;
    default: /* ids of other kinds */
        return value->is_plain ? at : NULL;
    }
}

static At read_moment(const Reader *reader, At at, Value *value)
{
    long long moment = 0;
    at = scan_number(at, value, 17, 0);
    if (at == NULL || value->size < 15)
        return NULL;
    for (size_t place = 0; place < value->size; place++)
        moment = moment * 10 + (value->at[place] - '0');
    return moment >= reader->first_us && moment <= reader->last_us ? at : NULL;
}

static At read_value(Reader *reader, At at, At end, const Field *field, Value *values, Arena *arena)
{
    Value *value = &values[field->slot];
    At inner;
    if (value->form != ABSENT)
        return NULL; /* it stands twice, or under two names */
    if (strncmp((const char *)at, "null", 4) == 0) {
        value->form = NULLED;
        return field->kind == NAME || field->kind == MOMENT ? NULL : at + 4;
    }
    switch (field->kind) {
    case DROPPED:
        at = *at == '"' ? scan_text(at + 1, value, arena) : scan_number(at, value, 18, 0);
        value->form = NULLED;
        return at;
    case MONEY:
        at = scan_number(at, value, 11, 4);
        if (value->form == BARE && memchr(value->at, '.', value->size) == NULL)
            value->form = POINT_ZERO;
        return at;
    case WHOLE:
        at = scan_number(at, value, 9, 0);
        return at;
    case PIECES:
        at = scan_number(at, value, 9, 4);
        value->form = BARE;
        return at;
    case TRUTH:
        return scan_word(at, value);
    case MOMENT:
        return read_moment(reader, at, value);
    case SESSION:
        if (*at == '"')
            return read_text(reader, at, field, value, arena);
        at = scan_number(at, value, 18, 0);
        value->form = QUOTED;
        return at;
    case SOURCE:
        value->form = NULLED;
        return *at == '{' ? read_object(reader, at, end, &reader->source, values, arena) : NULL;
    case ITEMS:
        value->form = NULLED;
        if (*at == '[')
            return read_items(reader, at, end, arena);
        if (*at != '"' || (at = scan_inner(at + 1, &inner, arena)) == NULL)
            return NULL;
        inner = read_items(reader, skip_space(inner), (At)arena->at, arena);
        return inner != NULL && *skip_space(inner) == '\0' ? at : NULL;
    default:
        return read_text(reader, at, field, value, arena);
    }
}

/* Read the members of an object, from its bracket, into the slots of a shape. */
static At read_object(Reader *reader, At at, At end, Shape *shape, Value *values, Arena *arena)
{
    int before = MOST_FIELDS;
    at = skip_space(at + 1);
    if (*at == '}')
        return at + 1;
    for (;;) {
        if (*at != '"')
            return NULL;
        const Field *field = find_field(shape, (const char *)at + 1, (const char *)end, before);
        if (field == NULL)
            return NULL;
        before = (int)(field - shape->fields);
        at = skip_space(at + field->size + 2);
        if (*at != ':')
            return NULL;
        at = read_value(reader, skip_space(at + 1), end, field, values, arena);
        if (at == NULL)
            return NULL;
        at = skip_space(at);
        if (*at == '}')
            return at + 1;
        if (*at != ',')
            return NULL;
        at = skip_space(at + 1);
    }
}

/* Make the id of a list of which only the name is told. */
static int name_list(Reader *reader, Value *values)
{
    const Value *name = &values[reader->list_name];
    Value *id = &values[reader->list_id];
    PyObject *key = PyBytes_FromStringAndSize(name->at, (Py_ssize_t)name->size);
    if (key == NULL)
        return 0;
    PyObject *slug = PyDict_GetItemWithError(reader->slugs, key);
    if (slug == NULL && !PyErr_Occurred()) {
        if (PyDict_GET_SIZE(reader->slugs) >= MOST_REMEMBERED)
            PyDict_Clear(reader->slugs);
        slug = PyObject_CallOneArg(reader->slug, key);
        if (slug != NULL && (!PyBytes_Check(slug) || PyDict_SetItem(reader->slugs, key, slug) < 0))
            Py_CLEAR(slug);
        Py_XDECREF(slug); /* the dictionary holds it */
    }
    Py_DECREF(key);
    if (slug == NULL)
        return 0;
    id->at = PyBytes_AS_STRING(slug);
    id->size = (size_t)PyBytes_GET_SIZE(slug);
    id->form = QUOTED;
    values[reader->is_inferred] = (Value){"true", 4, BARE, 1};
    return 1;
}

static int write_item(Reader *reader, Value *values, int position)
{
    Buffer *out = &reader->written_items;
    char digits[16];
    if (values[reader->item_id].form != QUOTED && values[reader->item_name].form != QUOTED
        && values[reader->promotion_id].form != QUOTED)
        return 0;
    if (values[reader->list_name].form == QUOTED && values[reader->list_id].form != QUOTED
        && !name_list(reader, values))
        return 0;
    values[reader->position].at = digits;
    values[reader->position].size = (size_t)snprintf(digits, sizeof digits, "%d", position);
    values[reader->position].form = BARE;
    if (!reserve(out, 4))
        return 0;
    put(out, position == 1 ? "{" : ",{", position == 1 ? 1 : 2);
    if (!write_members(out, &reader->item, values) || !reserve(out, 4))
        return 0;
    put(out, "}", 1);
    return 1;
}

/* Read an array of items, and write them as they stand in the typed line. */
static At read_items(Reader *reader, At at, At end, Arena *arena)
{
    Value values[MOST_SLOTS];
    if (*at != '[')
        return NULL;
    at = skip_space(at + 1);
    for (int position = 1; *at != ']'; position++) {
        if (position > 1) {
            if (*at != ',')
                return NULL;
            at = skip_space(at + 1);
        }
        for (int slot = 0; slot < reader->item.slots; slot++)
            values[slot].form = ABSENT;
        if (*at != '{' || position > reader->most_items)
            return NULL;
        at = read_object(reader, at, end, &reader->item, values, arena);
        if (at == NULL || !write_item(reader, values, position))
            return NULL;
        at = skip_space(at);
    }
    return at + 1;
}

/* Complete an event, and write its typed line. */
static PyObject *write_line(Reader *reader, Value *values, long long number)
{
    Buffer *out = &reader->line, *items = &reader->written_items;
    char digits[32];
    if (!reserve(items, 4))
        return NULL;
    put(items, "]", 1);
    values[reader->items] = (Value){items->bytes, items->size, BARE, 1};
    if (values[reader->platform].form != QUOTED)
        values[reader->platform] = (Value){"UNKNOWN", 7, QUOTED, 1};
    out->size = 0;
    if (!reserve(out, HEAD_SIZE + DIGITS + 4))
        return NULL;
    put(out, HEAD, HEAD_SIZE);
    out->size += DIGITS;
    put(out, "\"{", 2); /* the bracket is hashed, and gives way to a comma */
    if (!write_members(out, &reader->event, values))
        return NULL;
    size_t first = HEAD_SIZE + DIGITS + 1;
    md5_digits((unsigned char *)out->bytes + first, out->size - first, out->bytes + HEAD_SIZE);
    out->bytes[first] = ',';
    if (!reserve(out, 64))
        return NULL;
    put(out, ",\"line_number\":", 15);
    put(out, digits, (size_t)snprintf(digits, sizeof digits, "%lld", number));
    put(out, "}", 1);
    return PyBytes_FromStringAndSize(out->bytes, (Py_ssize_t)out->size);
}

PyDoc_STRVAR(read_doc, "read(line, number)\n--\n\nGive the typed line, with its id; None for a doubt.");

static PyObject *read_line(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    Reader *reader = (Reader *)self;
    Value values[MOST_SLOTS];
    long long number;
    char *line;
    Py_ssize_t size;
    if (count != 2 || PyBytes_AsStringAndSize(args[0], &line, &size) < 0) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "read takes a line and its number");
        return NULL;
    }
    number = PyLong_AsLongLong(args[1]);
    if (number == -1 && PyErr_Occurred())
        return NULL;
    reader->room.size = reader->written_items.size = 0;
    if (!reserve(&reader->room, 5 * (size_t)size + 64) || !reserve(&reader->written_items, 4))
        return NULL;
    put(&reader->written_items, "[", 1);
    Arena arena = {reader->room.bytes};
    memset(values, 0, sizeof values);
    At end = (At)line + size, at = skip_space((At)line);
    at = *at == '{' ? read_object(reader, at, end, &reader->event, values, &arena) : NULL;
    if (PyErr_Occurred())
        return NULL;
    if (at == NULL || skip_space(at) != end || values[reader->event_name].form != QUOTED
        || values[reader->event_us].form != BARE
        || (values[reader->user_pseudo_id].form != QUOTED && values[reader->user_id].form != QUOTED))
        Py_RETURN_NONE;
    return write_line(reader, values, number);
}

/* Take the fields of an object, `(name, slot, kind, most)`, into a shape. */
static int take_fields(Shape *shape, PyObject *fields)
{
    memset(shape->buckets, 0xff, sizeof shape->buckets);
    memset(shape->after, 0xff, sizeof shape->after);
    if (PyTuple_GET_SIZE(fields) > MOST_FIELDS)
        return 0;
    for (Py_ssize_t place = 0; place < PyTuple_GET_SIZE(fields); place++) {
        Py_ssize_t size, most;
        int kind;
        Field field;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(fields, place), "y#iin", &field.name, &size,
                              &field.slot, &kind, &most))
            return 0;
        if (field.slot < 0 || field.slot >= MOST_SLOTS)
            return 0;
        field.size = (size_t)size;
        field.kind = (enum Kind)kind;
        field.most = (size_t)most;
        add_field(shape, field);
    }
    return 1;
}

/* Take the keys of what is written, in the order of slots. */
static int take_keys(Shape *shape, PyObject *keys)
{
    shape->slots = (int)PyTuple_GET_SIZE(keys);
    if (shape->slots > MOST_SLOTS)
        return 0;
    for (int slot = 0; slot < shape->slots; slot++) {
        PyObject *key = PyTuple_GET_ITEM(keys, slot);
        if (!PyBytes_Check(key))
            return 0;
        shape->keys[slot] = PyBytes_AS_STRING(key);
        shape->key_sizes[slot] = (size_t)PyBytes_GET_SIZE(key);
    }
    return 1;
}

static int slot_of(const Shape *shape, const char *key)
{
    for (int slot = 0; slot < shape->slots; slot++)
        if (strcmp(shape->keys[slot], key) == 0)
            return slot;
    PyErr_Format(PyExc_ValueError, "%s must be among the keys", key);
    return 0;
}

static int reader_init(PyObject *self, PyObject *given, PyObject *Py_UNUSED(names))
{
    Reader *reader = (Reader *)self;
    PyObject *event, *event_keys, *source, *item, *item_keys;
    if (reader->given != NULL
        || !PyArg_ParseTuple(given, "O!O!O!O!O!OO!O!LLi", &PyTuple_Type, &event, &PyTuple_Type,
                             &event_keys, &PyTuple_Type, &source, &PyTuple_Type, &item,
                             &PyTuple_Type, &item_keys, &reader->slug, &PyFrozenSet_Type,
                             &reader->others, &PyTuple_Type, &reader->placeholders,
                             &reader->first_us, &reader->last_us, &reader->most_items))
        return -1;
    Py_INCREF(given);
    reader->given = given;
    reader->slugs = PyDict_New();
    if (reader->slugs == NULL)
        return -1;
    if (!take_fields(&reader->event, event) || !take_fields(&reader->source, source)
        || !take_fields(&reader->item, item) || !take_keys(&reader->event, event_keys)
        || !take_keys(&reader->item, item_keys)) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "there are more fields than a shape has room for");
        return -1;
    }
    reader->event_name = slot_of(&reader->event, "\"event_name\":");
    reader->event_us = slot_of(&reader->event, "\"event_us\":");
    reader->platform = slot_of(&reader->event, "\"platform\":");
    reader->items = slot_of(&reader->event, "\"items\":");
    reader->user_pseudo_id = slot_of(&reader->event, "\"user_pseudo_id\":");
    reader->user_id = slot_of(&reader->event, "\"user_id\":");
    reader->item_id = slot_of(&reader->item, "\"item_id\":");
    reader->item_name = slot_of(&reader->item, "\"item_name\":");
    reader->promotion_id = slot_of(&reader->item, "\"promotion_id\":");
    reader->list_id = slot_of(&reader->item, "\"item_list_id\":");
    reader->list_name = slot_of(&reader->item, "\"item_list_name\":");
    reader->is_inferred = slot_of(&reader->item, "\"is_list_inferred\":");
    reader->position = slot_of(&reader->item, "\"item_position\":");
    return PyErr_Occurred() ? -1 : 0;
}

static void reader_dealloc(PyObject *self)
{
    Reader *reader = (Reader *)self;
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(reader->given);
    Py_XDECREF(reader->slugs);
    PyMem_Free(reader->room.bytes);
    PyMem_Free(reader->written_items.bytes);
    PyMem_Free(reader->line.bytes);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef reader_methods[] = {
    {"read", (PyCFunction)(void (*)(void))read_line, METH_FASTCALL, read_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot reader_slots[] = {
    {Py_tp_doc, "Reads ordinary lines; see compiled_path.py for what it is given."},
    {Py_tp_init, reader_init},
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_dealloc, reader_dealloc},
    {Py_tp_methods, reader_methods},
    {0, NULL},
};

static PyType_Spec reader_spec = {
    .name = "transforms.parse.compiled.line_reader.LineReader",
    .basicsize = sizeof(Reader),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = reader_slots,
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "line_reader", "Ordinary lines to typed lines, in C.", -1, NULL,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_line_reader(void)
{
    for (int byte = 0x20; byte < 0x7f; byte++)
        PLAIN[byte] = byte != '"' && byte != '\\';
    PyObject *found = PyModule_Create(&module);
    PyObject *type = found == NULL ? NULL : PyType_FromSpec(&reader_spec);
    if (type == NULL || PyModule_AddObject(found, "LineReader", type) < 0) {
        Py_XDECREF(type);
        Py_CLEAR(found);
    }
    return found;
}
