package dev.fraudpipeline.sandbox.payments;

import java.time.LocalDate;
import java.util.List;

/** An invented card holder, with one card or more. */
record CardHolder(
    String first,
    String last,
    String gender,
    String street,
    HomeCity city,
    String job,
    LocalDate dob,
    List<Long> cards) {}
