using System.Globalization;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>One user data stream: whose events go to which connection, and in what they are wrapped there. Immutable.</summary>
/// <param name="Socket">Where they go.</param>
/// <param name="Key">With what it was opened; its owner's they are, and it ends with it.</param>
/// <param name="ListenKey">What it was opened with; null over the WebSocket API.</param>
/// <param name="SubscriptionId">Its number on a connection of the WebSocket API; -1 of others.</param>
internal sealed record UserReader(BinanceSocket Socket, ApiKey Key, string? ListenKey, int SubscriptionId = -1)
{
    private readonly byte[] _before = ListenKey is not null
        ? MarketStreamName.Envelope(ListenKey)
        : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"subscriptionId":{{SubscriptionId}},"event":"""));

    /// <summary>Whose events.</summary>
    public OwnerId Owner => Key.Owner;

    /// <summary>Puts an event into the connection's queue.</summary>
    public void Put(ReadOnlySpan<byte> text)
    {
        if (ListenKey is not null && !Socket.IsCombined)
            Socket.Put(text);
        else
            Socket.Put(_before, text, "}"u8);
    }
}
