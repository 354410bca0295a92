package dev.caravan.notification;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads addresses as people write them, and refuses what cannot be one. */
public final class Addresses {

    /** Numbers without a country code are read as Russian, as the callers of dialect C write them. */
    private static final String REGION = "RU";

    private static final Pattern CHAT = Pattern.compile("-?\\d{1,20}");
    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

    private Addresses() {}

    /** One mailbox without a display name (RFC 5321 §4.1.2, at most 254 characters). */
    public static Optional<String> email(String text) {
        int at = text.lastIndexOf('@');
        if (text.length() > 254 || at < 1 || at == text.length() - 1 || text.indexOf('<') >= 0) {
            return Optional.empty();
        }
        try {
            InternetAddress[] addresses = InternetAddress.parse(text, true);
            if (addresses.length != 1 || addresses[0].isGroup() || !text.equals(addresses[0].getAddress())) {
                return Optional.empty();
            }
            addresses[0].validate();
            return Optional.of(text);
        } catch (AddressException e) {
            return Optional.empty();
        }
    }

    /** A phone number as E.164: {@code 8 (999) 123-45-67} is {@code +79991234567}. */
    public static Optional<String> phoneNumber(String text) {
        if (text.length() > 40) {
            return Optional.empty();
        }
        try {
            PhoneNumber number = PHONES.parse(text, REGION);
            return PHONES.isValidNumber(number) && !text.chars().anyMatch(Character::isLetter)
                    ? Optional.of(PHONES.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    /** A Telegram chat: digits, with a minus for groups. */
    public static Optional<String> telegramId(String text) {
        return CHAT.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
