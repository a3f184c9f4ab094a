/* keys.h - the table of everything that a scenario can set: one row per key.
 *
 * It drives the scenario reader, the echo of a resolved scenario, `check`, `keys` and the
 * documentation, so that a key is described in one place. A row says which field of which struct
 * of config.h it fills; a section stands for a struct (model_section_find()).
 *
 * Adding a key: a field in config.h and a row in keys_*.c. A row of a plain type needs no other code.
 */
#pragma once
#include "models/config.h"

typedef enum {
    KEY_COUNT,    /* int64_t, a whole number */
    KEY_NUMBER,   /* double */
    KEY_DURATION, /* int64_t, ns */
    KEY_SIZE,     /* int64_t, bytes */
    KEY_PERCENT,  /* int64_t, whole percent */
    KEY_BOOL,     /* bool */
    KEY_CHOICE,   /* an enum: the index of one of choices */
    KEY_VARIATE,  /* SimVariate of ns */
    KEY_WORK,     /* WebWork */
    KEY_CLOCK,    /* int64_t, ns since midnight */
    KEY_SPECIAL,  /* has a grammar of its own, said in form; the reader knows it by name */
} ModelKeyType;

enum {
    KEY_LIMIT = 1 << 0,    /* off under [limits] preset = none unless written */
    KEY_POLL = 1 << 1,     /* 0, at once, under [limits] preset = none unless written */
    KEY_ZERO_OFF = 1 << 2, /* 0 is how the documentation writes 'off' */
    KEY_COMPUTED = 1 << 3, /* the default is a rule, told in words: it is not parsed */
    KEY_REQUIRED = 1 << 4,
    KEY_INHERITS = 1 << 5, /* of an application: the default is what [aspnet] has in effect */
    KEY_COST = 1 << 6,     /* nothing under [costs] preset = zero unless written */
    KEY_LOADED = 1 << 7,   /* of the run, not of a variant: a variant cannot set it */
};

enum { READS_IIS5 = 1 << 0, READS_IIS6 = 1 << 1, READS_I5M = 1 << 2, READS_ALL = 7 };

typedef struct ModelKey ModelKey;
struct ModelKey {
    const char *section; /* 'pool' for [pool:NAME] */
    size_t offset;       /* in the struct of the section; not for KEY_SPECIAL */
    const char *name;
    ModelKeyType type;
    const char *unit;           /* of a bare number; NULL: a unit must be written */
    double min, max;            /* in the unit of the field; both 0: any */
    double documented_min;      /* outside: a warning; 0: not documented */
    double documented_max;      /* 0: not documented */
    const char *defaults[3];    /* by AspnetVersion; NULL: as the version before; as written in a
                                   scenario. defaults[0] NULL: none */
    unsigned int flags;         /* KEY_LIMIT ... */
    const char *const *choices; /* for KEY_CHOICE, ended by NULL, in the order of the enum */
    const char *never;          /* how SIM_NEVER is written; NULL: it cannot be */
    const char *form;           /* KEY_SPECIAL: what to write */
    unsigned int reads;         /* which models read it: READS_IIS5 ... */
    const char *label;          /* cited, derived, assumption; 'simulator' for its own */
    const char *source;         /* a key of the list of sources, or 'simulator' */
    const char *meaning;
    const ModelKey *next; /* of the row that ends a file of rows: where the table goes on */
};

/* Every row, by section. */
const ModelKey *model_key_first(void);
const ModelKey *model_key_next(const ModelKey *key); /* NULL: that was the last */

typedef struct {
    const char *name;
    bool is_named;    /* [pool:NAME] */
    bool is_repeated; /* takes 'count' */
    const char *meaning;
} ModelSection;

extern const ModelSection model_sections[]; /* ended by a NULL name */

const ModelSection *model_section_find(const char *name);              /* NULL: none */
const ModelKey *model_key_find(const char *section, const char *name); /* NULL: none */

/* READS_IIS5, .. of a model by its name. */
unsigned int model_key_reader(const char *model);

/* What a scenario would have to write for the version's default; NULL: there is no default. */
const char *model_key_default(const ModelKey *key, AspnetVersion version);
