/* processor_parts.h - the parts of jobs that a class of a processor works on, by when they end: a
 * 4-ary heap. For processor.c alone.
 */
#pragma once
#include "sim/processor.h"

#define PARTS_ARITY  4
#define PARTS_AT_NEW 16

typedef __int128 Fine; /* a time, or cores x time, in 2^-32 ns */

typedef enum { KERNEL, USER, ENDED, CLASSES } ClassIndex;

typedef struct {
    Fine end; /* on the clock of the class; 0 when ended: then the sequence decides alone */
    uint64_t sequence;
    SimProcessorJob *job;
} Part;

typedef struct {
    Part *heap;
    uint32_t length;
    uint32_t capacity;
    uint32_t cores; /* that work for this class now */
    Fine clock;
    Fine used; /* cores x time */
} Class;

static inline bool precedes(const Part *left, const Part *right)
{
    return left->end < right->end || (left->end == right->end && left->sequence < right->sequence);
}

static inline void place(Class *class, uint32_t index, Part part)
{
    class->heap[index] = part;
    part.job->heap_index = index;
}

static inline void rise(Class *class, uint32_t hole, Part part)
{
    while (hole > 0) {
        uint32_t parent = (hole - 1) / PARTS_ARITY;

        if (!precedes(&part, &class->heap[parent]))
            break;
        place(class, hole, class->heap[parent]);
        hole = parent;
    }
    place(class, hole, part);
}

static inline void sink(Class *class, uint32_t hole, Part part)
{
    for (uint32_t first = hole * PARTS_ARITY + 1; first < class->length;
         first = hole * PARTS_ARITY + 1) {
        uint32_t end = MIN(first + PARTS_ARITY, class->length);
        uint32_t best = first;

        for (uint32_t child = first + 1; child < end; child++)
            if (precedes(&class->heap[child], &class->heap[best]))
                best = child;
        if (precedes(&part, &class->heap[best]))
            break;
        place(class, hole, class->heap[best]);
        hole = best;
    }
    place(class, hole, part);
}

static inline void grow(Class *class)
{
    class->capacity *= 2;
    class->heap = g_renew(Part, class->heap, class->capacity);
}

static inline void insert(Class *class, ClassIndex index, Part part)
{
    if (G_UNLIKELY(class->length == class->capacity))
        grow(class);
    part.job->class_index = (uint8_t)index;
    if (class->length == 0)
        place(class, 0, part);
    else
        rise(class, class->length, part);
    class->length++;
}

static inline Part take_first(Class *class)
{
    Part first = class->heap[0];

    if (--class->length > 1)
        sink(class, 0, class->heap[class->length]);
    else if (class->length == 1)
        place(class, 0, class->heap[1]);
    return first;
}

static inline void take_out(Class *class, uint32_t hole)
{
    uint32_t last = --class->length;

    if (hole == last)
        return;
    if (hole > 0 && precedes(&class->heap[last], &class->heap[(hole - 1) / PARTS_ARITY]))
        rise(class, hole, class->heap[last]);
    else
        sink(class, hole, class->heap[last]);
}
