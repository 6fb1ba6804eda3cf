/* Shapes: the fields that an object may have, by name, and the slots that they are written from. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MOST_FIELDS 96
#define MOST_SLOTS 96
#define BUCKETS 256

/* How a field is read. The numbers are those of `Kind` in compiled_fields.py. */
enum Kind {
    DROPPED, TEXT, CAPITALS, IDENTIFIER, OWN_IDENTIFIER, SESSION, MONEY, WHOLE, PIECES, TRUTH,
    CODES, NAME, MOMENT, SOURCE, ITEMS
};

typedef struct {
    const char *name;
    size_t size;
    int slot;
    enum Kind kind;
    size_t most; /* characters, 0 for any number */
} Field;

typedef struct {
    Field fields[MOST_FIELDS];
    int count;
    int16_t buckets[BUCKETS]; /* of a hash of the name: a field, or -1 */
    int16_t after[MOST_FIELDS + 1]; /* the field that last stood behind one, or first (the last) */
    const char *keys[MOST_SLOTS]; /* `"name":` of each slot that is written */
    size_t key_sizes[MOST_SLOTS];
    int slots;
} Shape;

static unsigned hash_of(const char *name, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t place = 0; place < size; place++)
        hash = (hash ^ (unsigned char)name[place]) * 16777619u;
    return (hash ^ hash >> 15) % BUCKETS;
}

static void add_field(Shape *shape, Field field)
{
    unsigned bucket = hash_of(field.name, field.size);
    while (shape->buckets[bucket] >= 0)
        bucket = (bucket + 1) % BUCKETS;
    shape->buckets[bucket] = (int16_t)shape->count;
    shape->fields[shape->count++] = field;
}

/* Find a field by its name, up to a quote; the one that followed last time is looked at first. */
static const Field *find_field(Shape *shape, const char *name, const char *end, int before)
{
    int guess = shape->after[before];
    if (guess >= 0) {
        const Field *field = &shape->fields[guess];
        if (end - name > (ptrdiff_t)field->size && name[field->size] == '"'
            && memcmp(name, field->name, field->size) == 0)
            return field;
    }
    size_t size = 0;
    while (PLAIN[(unsigned char)name[size]])
        size++;
    if (name[size] != '"')
        return NULL;
    for (unsigned bucket = hash_of(name, size);; bucket = (bucket + 1) % BUCKETS) {
        int found = shape->buckets[bucket];
        if (found < 0)
            return NULL;
        const Field *field = &shape->fields[found];
        if (field->size == size && memcmp(field->name, name, size) == 0) {
            shape->after[before] = (int16_t)found;
            return field;
        }
    }
}
