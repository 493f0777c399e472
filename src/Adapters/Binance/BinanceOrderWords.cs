using Rialto.Model.Execution;

namespace Rialto.Adapters.Binance;

/// <summary>Words that answers and frames of Binance share. No state.</summary>
internal static class BinanceOrderWords
{
    public static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("NEW"u8) || word.SequenceEqual("PARTIALLY_FILLED"u8) || word.SequenceEqual("PENDING_CANCEL"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("FILLED"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("CANCELED"u8) || word.SequenceEqual("EXPIRED_IN_MATCH"u8) ? VenueOrderStatus.Cancelled
        : word.SequenceEqual("EXPIRED"u8) ? VenueOrderStatus.Expired
        : word.SequenceEqual("REJECTED"u8) ? VenueOrderStatus.Rejected
        : word.SequenceEqual("PENDING_NEW"u8) ? VenueOrderStatus.Pending
        : VenueOrderStatus.Unknown;
}
