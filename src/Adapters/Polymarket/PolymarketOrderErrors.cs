using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Polymarket;

/// <summary>What Polymarket's errors mean: the venue has words for them and no numbers (docs/reference/order-entry.md). No state.</summary>
internal static class PolymarketOrderErrors
{
    private const int TextMax = 512;

    public static VenueFailure Of(int status, ReadOnlySpan<byte> body)
    {
        if (VenueFailure.HidesOutcome(status))
            return VenueFailure.Unknown(status);

        // The matching engine starts again: for some minutes nothing is taken.
        if (status == 425)
            return new(FailureClass.BackOff, VenueReason.VenueBusy, status);
        var answer = new JsonObject();
        return status == 400 && answer.Read(body) ? OfText(status, answer.Text(answer.Has("errorMsg"u8) ? "errorMsg"u8 : "error"u8)) : VenueFailure.OfStatus(status);
    }

    /// <summary>What the venue says about an order that it does not take.</summary>
    public static VenueFailure OfText(int code, ReadOnlySpan<byte> text)
    {
        Span<byte> small = stackalloc byte[TextMax];
        var length = Math.Min(text.Length, TextMax);
        for (var i = 0; i < length; i++)
            small[i] = text[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[i] | 0x20) : text[i] == (byte)'_' ? (byte)' ' : text[i];
        ReadOnlySpan<byte> said = small[..length];

        // Faults of its own: whether the order was taken in before, it does not say. The words are those of its sheet, as texts and as names.
        if (Has(said, "could not run"u8) || Has(said, "execution error"u8) || Has(said, "error executing"u8) || Has(said, "could not insert"u8) || Has(said, "invalid order error"u8)
            || Has(said, "delaying the order"u8) || Has(said, "delaying order"u8) || Has(said, "delayed"u8) || Has(said, "internal"u8))
            return VenueFailure.Unknown(code);
        if (Has(said, "duplicated"u8))
            return new(FailureClass.Unknown, VenueReason.DuplicateId, code);
        if (Has(said, "order version mismatch"u8) || Has(said, "closed only"u8) || Has(said, "banned"u8) || Has(said, "restricted"u8))
            return new(FailureClass.Halt, VenueReason.NotAllowed, code);
        if (Has(said, "invalid signature"u8) || Has(said, "api key"u8) || Has(said, "unauthorized"u8))
            return new(FailureClass.Halt, VenueReason.NotAuthenticated, code);
        if (Has(said, "balance"u8) || Has(said, "allowance"u8))
            return VenueFailure.Reject(VenueReason.InsufficientFunds, code);
        if (Has(said, "crosses"u8) || Has(said, "invalid post only order"u8) && !Has(said, "order type"u8))
            return VenueFailure.Reject(VenueReason.WouldTake, code);
        if (Has(said, "killed"u8) || Has(said, "fok order not filled"u8) || Has(said, "no match"u8))
            return VenueFailure.Reject(VenueReason.NoLiquidity, code);

        // "Price breaks minimum tick size rules" is about the step.
        if (Has(said, "tick"u8) || Has(said, "invalid amounts"u8) || Has(said, "invalid price"u8))
            return VenueFailure.Reject(VenueReason.WrongStep, code);
        if (Has(said, "min size"u8) || Has(said, "minimum"u8))
            return VenueFailure.Reject(VenueReason.TooSmall, code);
        if (Has(said, "not ready"u8) || Has(said, "not yet ready"u8) || Has(said, "not accepting"u8) || Has(said, "orderbook"u8) || Has(said, "closed"u8))
            return VenueFailure.Reject(VenueReason.MarketClosed, code);
        if (Has(said, "payload"u8) || Has(said, "expiration"u8) || Has(said, "only gtc and gtd"u8))
            return VenueFailure.Reject(VenueReason.Other, code);

        // What nobody here has read of may be a fault too: the hash finds the order.
        return VenueFailure.Unknown(code);
    }

    /// <summary>The venue's own words for an order that is not open; a gateway's page has none.</summary>
    public static bool IsUnknownOrder(ReadOnlySpan<byte> body)
    {
        var answer = new JsonObject();
        return answer.Read(body) && answer.Text("error"u8).IndexOf("not found"u8) >= 0;
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> words) => text.IndexOf(words) >= 0;
}
