package dev.caravan.template;

import freemarker.core.ArithmeticEngine;
import freemarker.template.TemplateException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Decimal arithmetic on numbers of at most {@link #DIGITS} digits. Without that bound {@code "1e999999999"?number + 1}
 * or forty squarings fill the memory in one step, which nothing can interrupt.
 */
final class BoundedArithmetic extends ArithmeticEngine {

    static final int DIGITS = 200;

    private final ArithmeticEngine exact = ArithmeticEngine.BIGDECIMAL_ENGINE;

    @Override
    public int compareNumbers(Number first, Number second) throws TemplateException {
        return exact.compareNumbers(bounded(first), bounded(second));
    }

    @Override
    public Number add(Number first, Number second) throws TemplateException {
        return bounded(exact.add(bounded(first), bounded(second)));
    }

    @Override
    public Number subtract(Number first, Number second) throws TemplateException {
        return bounded(exact.subtract(bounded(first), bounded(second)));
    }

    @Override
    public Number multiply(Number first, Number second) throws TemplateException {
        return bounded(exact.multiply(bounded(first), bounded(second)));
    }

    @Override
    public Number divide(Number first, Number second) throws TemplateException {
        return bounded(exact.divide(bounded(first), bounded(second)));
    }

    @Override
    public Number modulus(Number first, Number second) throws TemplateException {
        return bounded(exact.modulus(bounded(first), bounded(second)));
    }

    @Override
    public Number toNumber(String text) {
        if (text.length() > DIGITS) {
            throw new NumberFormatException("too long");
        }
        return bounded(exact.toNumber(text));
    }

    private static Number bounded(Number number) {
        BigDecimal decimal = number instanceof BigDecimal exact
                ? exact
                : number instanceof BigInteger integer ? new BigDecimal(integer) : BigDecimal.ZERO;
        if (decimal.precision() > DIGITS || Math.abs((long) decimal.scale()) > DIGITS) {
            throw new TemplateError("a number has more than " + DIGITS + " digits");
        }
        return number;
    }
}
