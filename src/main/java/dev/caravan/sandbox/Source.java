package dev.caravan.sandbox;

/** A message as it was caught. It is decoded when someone looks, so that catching stays cheap under load. */
interface Source {

    Letter letter();

    /** @return how many bytes of memory it holds */
    int bytes();

    /** @return how many bytes it had when it came */
    long size();
}
