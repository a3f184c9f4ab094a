/* sweep_where.c - a parser by recursive descent into an array of nodes, and an evaluator.
 *
 * Children stand before their parents, so that one pass over the array, in order, evaluates the
 * expression without recursion. What the parser recurses into is bounded by DEPTH_MAX.
 */
#include "cli/scenario/sweep_where.h"
#include "cli/nearest.h"
#include "cli/scenario/value.h"
#include <math.h>
#include <string.h>

#define DEPTH_MAX 50
#define NODES_MAX 1000
#define ROUNDING  1e-12 /* relative; equal numbers may have come about by different roundings */
#define EXAMPLE   "load * cores <= 16"

typedef enum {
    NODE_VALUE, /* of the swept setting 'index' */
    NODE_CONSTANT,
    NODE_OR,
    NODE_AND,
    NODE_NOT,
    NODE_EQUAL,
    NODE_UNEQUAL,
    NODE_BELOW,
    NODE_AT_MOST,
    NODE_ABOVE,
    NODE_AT_LEAST,
    NODE_PLUS,
    NODE_MINUS,
    NODE_TIMES,
    NODE_OVER,
    NODE_NEGATIVE,
} NodeKind;

typedef struct {
    NodeKind kind;
    guint left, right; /* of nodes before it */
    uint32_t index;
    SweepValue constant;
} Node;

struct SweepWhere {
    GArray *nodes; /* Node; the last one is the whole */
};

/* What a node comes to. */
typedef struct {
    enum { IS_NUMBER, IS_TEXT, IS_TRUTH } kind;
    double number;
    SweepDimension dimension;
    const char *text;
    bool truth;
} Result;

typedef struct {
    const char *at;
    const char *const *names;
    SweepWhere *where;
    int depth;
} Parser;

typedef bool (*ParseLevel)(Parser *parser, guint *node, GError **error);

static bool parse_or(Parser *parser, guint *node, GError **error);

/* ---- reading ---- */

static bool add_node(Parser *parser, Node node, guint *index, GError **error)
{
    *index = parser->where->nodes->len;
    g_array_append_val(parser->where->nodes, node);
    return *index < NODES_MAX || value_fail(error, "is too long; write less");
}

static void skip_blanks(Parser *parser)
{
    while (g_ascii_isspace(*parser->at))
        parser->at++;
}

static bool is_name_character(char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("_.:-", c) != NULL);
}

/* Takes the word when it is next, and not the beginning of a longer one. */
static bool take_word(Parser *parser, const char *word)
{
    size_t length = strlen(word);

    skip_blanks(parser);
    if (strncmp(parser->at, word, length) != 0 ||
        (g_ascii_isalpha(*word) && is_name_character(parser->at[length])))
        return false;
    parser->at += length;
    return true;
}

static bool find_name(Parser *parser, const char *name, uint32_t *index, GError **error)
{
    uint32_t found = 0;
    const char *nearest = cli_nearest(name, parser->names);

    for (uint32_t i = 0; parser->names[i] != NULL; i++) {
        const char *dot = strrchr(parser->names[i], '.');

        if (strcmp(parser->names[i], name) == 0) {
            *index = i;
            return true;
        }
        if (dot != NULL && strcmp(dot + 1, name) == 0) {
            *index = i;
            found++;
        }
    }
    if (found == 1)
        return true;
    if (found > 1)
        return value_fail(error,
                          "'%.60s' could be several of the swept settings; write "
                          "SECTION.KEY in full",
                          name);
    if (nearest != NULL)
        return value_fail(error, "'%.60s' is not swept; did you mean %s?", name, nearest);
    return value_fail(error,
                      "'%.60s' is not swept; write settings of [sweep], blanks around '-', "
                      "and texts in quotes",
                      name);
}

static bool parse_name(Parser *parser, guint *node, GError **error)
{
    const char *start = parser->at;
    g_autofree char *name = NULL;
    Node value = {.kind = NODE_VALUE};

    while (is_name_character(*parser->at))
        parser->at++;
    name = g_strndup(start, (gsize)(parser->at - start));
    return find_name(parser, name, &value.index, error) && add_node(parser, value, node, error);
}

static const char *skip_digits(const char *at)
{
    while (g_ascii_isdigit(*at) || *at == '.')
        at++;
    return at;
}

/* The end of a unit that begins at 'at', or NULL: there is none. '60/s' is a rate, but '60/speed'
 * and '60 / s' are quotients. */
static const char *unit_end(const char *at)
{
    const char *end = at + (*at == '/');

    while (g_ascii_isalpha(*end) || (unsigned char)*end >= 0x80)
        end++;
    if (*at == '%')
        return at + 1;
    return end > at + (*at == '/') && !is_name_character(*end) ? end : NULL;
}

static bool parse_number(Parser *parser, guint *node, GError **error)
{
    const char *start = parser->at, *digits = skip_digits(start);
    const char *blank = digits + strspn(digits, " \t"), *end = unit_end(blank);
    g_autofree char *bare = g_strndup(start, (gsize)(digits - start));
    g_autofree char *whole = end != NULL && (*blank != '/' || blank == digits)
                                 ? g_strndup(start, (gsize)(end - start))
                                 : NULL;
    Node constant = {.kind = NODE_CONSTANT};

    if (whole != NULL)
        constant.constant = sweep_value_plain(whole);
    parser->at = constant.constant.is_number ? end : digits;
    if (!constant.constant.is_number)
        constant.constant = sweep_value_plain(bare);
    if (!constant.constant.is_number || g_ascii_isalpha(*parser->at))
        return value_fail(error, "'%.20s' is not a number; write one such as 2, 0.5, 10ms or 60/s",
                          start);
    return add_node(parser, constant, node, error);
}

static bool parse_text(Parser *parser, guint *node, GError **error)
{
    const char *close = strchr(parser->at + 1, *parser->at);
    Node constant = {.kind = NODE_CONSTANT};

    if (close == NULL)
        return value_fail(error, "has a quote that is not closed: %.40s; close it", parser->at);
    constant.constant.text = g_strndup(parser->at + 1, (gsize)(close - parser->at - 1));
    parser->at = close + 1;
    return add_node(parser, constant, node, error);
}

static bool parse_operand(Parser *parser, guint *node, GError **error)
{
    Node negative = {.kind = NODE_NEGATIVE};
    bool is_good;

    if (++parser->depth > DEPTH_MAX)
        return value_fail(error, "is nested too deep; write fewer parentheses");
    if (take_word(parser, "(")) {
        is_good = parse_or(parser, node, error) &&
                  (take_word(parser, ")") ||
                   value_fail(error, "has a parenthesis that is not closed; write one more ')'"));
    } else if (take_word(parser, "-")) {
        is_good =
            parse_operand(parser, &negative.left, error) && add_node(parser, negative, node, error);
    } else if (*parser->at == '"' || *parser->at == '\'') {
        is_good = parse_text(parser, node, error);
    } else if (g_ascii_isdigit(*parser->at) || *parser->at == '.') {
        is_good = parse_number(parser, node, error);
    } else if (g_ascii_isalpha(*parser->at)) {
        is_good = parse_name(parser, node, error);
    } else if (*parser->at == '\0') {
        is_good = value_fail(error, "ends where a setting or a number should be; write " EXAMPLE);
    } else {
        is_good = value_fail(error,
                             "has '%.20s' where a setting or a number should be; "
                             "write " EXAMPLE,
                             parser->at);
    }
    parser->depth--;
    return is_good;
}

typedef struct {
    const char *word;
    NodeKind kind;
} Operator;

static const Operator *take_operator(Parser *parser, const Operator *operators)
{
    for (; operators->word != NULL; operators++)
        if (take_word(parser, operators->word))
            return operators;
    return NULL;
}

/* Operands of the next level with operators of this one between them, from the left. */
static bool parse_chain(Parser *parser, const Operator *operators, ParseLevel next, bool is_single,
                        guint *node, GError **error)
{
    const Operator *operator;
    bool is_good = next(parser, node, error);

    while (is_good && (operator= take_operator(parser, operators)) != NULL) {
        Node pair = {.kind = operator->kind, .left = *node};

        is_good = next(parser, &pair.right, error) && add_node(parser, pair, node, error);
        if (is_single)
            break;
    }
    return is_good;
}

static bool parse_product(Parser *parser, guint *node, GError **error)
{
    static const Operator operators[] = {{"*", NODE_TIMES}, {"/", NODE_OVER}, {NULL, 0}};

    return parse_chain(parser, operators, parse_operand, false, node, error);
}

static bool parse_sum(Parser *parser, guint *node, GError **error)
{
    static const Operator operators[] = {{"+", NODE_PLUS}, {"-", NODE_MINUS}, {NULL, 0}};

    return parse_chain(parser, operators, parse_product, false, node, error);
}

static bool parse_comparison(Parser *parser, guint *node, GError **error)
{
    static const Operator operators[] = {
        {"==", NODE_EQUAL},    {"=", NODE_EQUAL}, {"!=", NODE_UNEQUAL}, {"<=", NODE_AT_MOST},
        {">=", NODE_AT_LEAST}, {"<", NODE_BELOW}, {">", NODE_ABOVE},    {NULL, 0},
    };

    return parse_chain(parser, operators, parse_sum, true, node, error);
}

static bool parse_not(Parser *parser, guint *node, GError **error)
{
    Node negation = {.kind = NODE_NOT};
    bool is_good;

    if (!take_word(parser, "not") && !take_word(parser, "!"))
        return parse_comparison(parser, node, error);
    if (++parser->depth > DEPTH_MAX)
        return value_fail(error, "is nested too deep; write fewer negations");
    is_good = parse_not(parser, &negation.left, error) && add_node(parser, negation, node, error);
    parser->depth--;
    return is_good;
}

static bool parse_and(Parser *parser, guint *node, GError **error)
{
    static const Operator operators[] = {{"and", NODE_AND}, {"&&", NODE_AND}, {NULL, 0}};

    return parse_chain(parser, operators, parse_not, false, node, error);
}

static bool parse_or(Parser *parser, guint *node, GError **error)
{
    static const Operator operators[] = {{"or", NODE_OR}, {"||", NODE_OR}, {NULL, 0}};

    return parse_chain(parser, operators, parse_and, false, node, error);
}

static void clear_node(gpointer data)
{
    g_free(((Node *)data)->constant.text);
}

SweepWhere *sweep_where_read(const char *text, const char *const *names, GError **error)
{
    g_autoptr(SweepWhere) where = g_new0(SweepWhere, 1);
    Parser parser = {.at = text, .names = names, .where = where};
    guint whole;

    where->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    g_array_set_clear_func(where->nodes, clear_node);
    if (!parse_or(&parser, &whole, error))
        return NULL;
    skip_blanks(&parser);
    if (*parser.at != '\0') {
        value_fail(error,
                   "has '%.40s' left over; write " EXAMPLE ", with 'and' or 'or' between "
                   "comparisons",
                   parser.at);
        return NULL;
    }
    return g_steal_pointer(&where);
}

void sweep_where_free(SweepWhere *where)
{
    if (where == NULL)
        return;
    g_array_unref(where->nodes);
    g_free(where);
}

/* ---- evaluating ---- */

static Result of_truth(bool truth)
{
    return (Result){.kind = IS_TRUTH, .truth = truth};
}

static Result of_value(const SweepValue *value)
{
    if (value->is_number)
        return (Result){.kind = IS_NUMBER, .number = value->number, .dimension = value->dimension};
    return (Result){.kind = IS_TEXT, .text = value->text};
}

static const char *name_of(const Result *result)
{
    return result->kind == IS_NUMBER ? sweep_dimension_name(result->dimension)
           : result->kind == IS_TEXT ? "a text"
                                     : "a comparison";
}

/* 0 is 0 in every unit. */
static bool check_alike(const Result *left, const Result *right, const char *does, GError **error)
{
    bool is_alike = left->kind == right->kind &&
                    (left->kind != IS_NUMBER || left->number == 0 || right->number == 0 ||
                     sweep_dimension_is(left->dimension, right->dimension));

    return is_alike || value_fail(error, "%s %s and %s; write both in the same unit, such as 10ms",
                                  does, name_of(left), name_of(right));
}

static bool check_numbers(const Result *left, const Result *right, GError **error)
{
    const Result *other = left->kind != IS_NUMBER ? left : right;

    return other->kind == IS_NUMBER ||
           value_fail(error, "calculates with %s; write " EXAMPLE, name_of(other));
}

static bool calculate(NodeKind kind, const Result *left, const Result *right, Result *result,
                      GError **error)
{
    int sign = kind == NODE_OVER ? -1 : 1;

    if (!check_numbers(left, right, error))
        return false;
    *result = *left;
    if (kind == NODE_PLUS || kind == NODE_MINUS) {
        result->number += kind == NODE_PLUS ? right->number : -right->number;
        if (left->number == 0)
            result->dimension = right->dimension;
        return check_alike(left, right, "adds", error);
    }
    if (kind == NODE_OVER && right->number == 0)
        return value_fail(error, "divides by 0; write a product instead");
    result->number =
        kind == NODE_TIMES ? left->number * right->number : left->number / right->number;
    result->dimension.time += sign * right->dimension.time;
    result->dimension.bytes += sign * right->dimension.bytes;
    return true;
}

/* -1, 0 or 1; equal when the difference is rounding. */
static int order_of(double left, double right)
{
    if (left == right || fabs(left - right) <= ROUNDING * fmax(fabs(left), fabs(right)))
        return 0;
    return left < right ? -1 : 1;
}

static bool compare(NodeKind kind, const Result *left, const Result *right, Result *result,
                    GError **error)
{
    bool is_text = left->kind == IS_TEXT && right->kind == IS_TEXT;
    int order;

    if (left->kind == IS_TRUTH || right->kind == IS_TRUTH)
        return value_fail(error, "compares a comparison; write 'and' between them");
    if (!check_alike(left, right, "compares", error))
        return false;
    if (is_text && kind != NODE_EQUAL && kind != NODE_UNEQUAL)
        return value_fail(error, "asks which of two texts is larger; write = or !=");
    order = is_text ? strcmp(left->text, right->text) : order_of(left->number, right->number);
    *result = of_truth(kind == NODE_EQUAL     ? order == 0
                       : kind == NODE_UNEQUAL ? order != 0
                       : kind == NODE_BELOW   ? order < 0
                       : kind == NODE_AT_MOST ? order <= 0
                       : kind == NODE_ABOVE   ? order > 0
                                              : order >= 0);
    return true;
}

static bool check_truth(const Result *result, GError **error)
{
    return result->kind == IS_TRUTH ||
           value_fail(error, "has %s where a comparison should be; write " EXAMPLE,
                      name_of(result));
}

static bool evaluate(const Node *node, const Result *results, const SweepValue *const *values,
                     Result *result, GError **error)
{
    const Result *left = &results[node->left], *right = &results[node->right];

    switch (node->kind) {
    case NODE_VALUE:
        *result = of_value(values[node->index]);
        return true;
    case NODE_CONSTANT:
        *result = of_value(&node->constant);
        return true;
    case NODE_OR:
    case NODE_AND:
        if (!check_truth(left, error) || !check_truth(right, error))
            return false;
        *result = of_truth(node->kind == NODE_OR ? left->truth || right->truth
                                                 : left->truth && right->truth);
        return true;
    case NODE_NOT:
        *result = of_truth(!left->truth);
        return check_truth(left, error);
    case NODE_NEGATIVE:
        *result = *left;
        result->number = -left->number;
        return check_numbers(left, left, error);
    case NODE_PLUS:
    case NODE_MINUS:
    case NODE_TIMES:
    case NODE_OVER:
        return calculate(node->kind, left, right, result, error);
    default:
        return compare(node->kind, left, right, result, error);
    }
}

bool sweep_where_holds(const SweepWhere *where, const SweepValue *const *values, bool *holds,
                       GError **error)
{
    guint count = where->nodes->len;
    g_autofree Result *results = g_new0(Result, count);

    for (guint i = 0; i < count; i++)
        if (!evaluate(&g_array_index(where->nodes, Node, i), results, values, &results[i], error))
            return false;
    *holds = results[count - 1].truth;
    return check_truth(&results[count - 1], error);
}
