using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.LsSecurities;

/// <summary>What LS Securities' answers mean that are none: codes of its gateway (IGW..), of the broker, and words (docs/reference/order-entry.md). No state.</summary>
internal static class LsSecuritiesOrderErrors
{
    public static VenueFailure Of(int status, ReadOnlySpan<byte> code, ReadOnlySpan<byte> text)
    {
        code = LsSecuritiesWords.Trim(code);

        // Of the gateway: what it turns away has not reached the broker, whatever the status.
        if (code.SequenceEqual("IGW00201"u8))
            return new(FailureClass.BackOff, VenueReason.RateLimited, status);
        if (code.SequenceEqual("IGW00121"u8))
            return new(FailureClass.Retry, VenueReason.NotAuthenticated, status);
        if (VenueFailure.HidesOutcome(status))
            return VenueFailure.Unknown(status);
        if (code.SequenceEqual("IGW40014"u8))
            return VenueFailure.Reject(VenueReason.NotOffered, status);
        if (code.StartsWith("IGW"u8))
            return VenueFailure.Reject(VenueReason.Other, status);
        if (status is < 200 or > 299)
            return VenueFailure.OfStatus(status);
        _ = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return number switch
        {
            1900 => VenueFailure.Reject(VenueReason.NotOffered, number),
            1491 => new(FailureClass.Halt, VenueReason.NotAllowed, number),
            2714 => VenueFailure.Reject(VenueReason.InsufficientFunds, number),
            3181 => VenueFailure.Reject(VenueReason.PriceOutOfBand, number),
            _ => VenueFailure.Reject(IsOfHours(text) ? VenueReason.MarketClosed : VenueReason.Other, number),
        };
    }

    /// <summary>The broker says that it took the order, the cancel: 00040 bought, 00039 sold, 00132 amended, 00156 cancelled.</summary>
    public static bool IsDone(ReadOnlySpan<byte> code) =>
        LsSecuritiesWords.Trim(code) is var word && (word.SequenceEqual("00040"u8) || word.SequenceEqual("00039"u8) || word.SequenceEqual("00132"u8) || word.SequenceEqual("00156"u8));

    /// <summary>A question is answered: 00000, 00136.</summary>
    public static bool IsAnswered(ReadOnlySpan<byte> code) => LsSecuritiesWords.Trim(code) is var word && (word.SequenceEqual("00000"u8) || word.SequenceEqual("00136"u8));

    /// <summary>A question has no rows.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> code) => LsSecuritiesWords.Trim(code).SequenceEqual("00200"u8);

    // Codes of what is refused outside the hours are not published; the words are "hours of the market", "of orders", "market closed", "before the market", "holiday".
    private static bool IsOfHours(ReadOnlySpan<byte> text) =>
        Has(text, "장운영"u8) || Has(text, "장종료"u8) || Has(text, "장 종료"u8) || Has(text, "장개시"u8) || Has(text, "장시작"u8) || Has(text, "주문시간"u8) || Has(text, "주문가능시간"u8) || Has(text, "매매시간"u8) || Has(text, "휴장"u8);

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> words) => text.IndexOf(words) >= 0;
}
