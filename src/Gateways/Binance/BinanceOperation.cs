using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Binance;

/// <summary>Who may call an operation; Binance's security types.</summary>
internal enum BinanceAccess
{
    /// <summary>NONE: anyone, unless the options ask for a key for market data; then one that may read, without a signature.</summary>
    Public,

    /// <summary>USER_STREAM: a key that may read, without a signature.</summary>
    UserStream,

    /// <summary>USER_DATA: signed by a key that may read.</summary>
    UserData,

    /// <summary>TRADE: signed by a key that may trade.</summary>
    Trade,
}

/// <summary>One thing that can be asked for, over REST and over the WebSocket API alike.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">REST path, for example <c>/api/v3/depth</c>.</param>
/// <param name="SocketMethod">Method of the WebSocket API, for example <c>depth</c>; empty where it has none.</param>
/// <param name="Access">Who may.</param>
/// <param name="Weight">What it costs of an address's request weight.</param>
/// <param name="Handle">Does it.</param>
internal sealed record BinanceOperation(
    string Method, string Path, string SocketMethod, BinanceAccess Access, Func<BinanceParameters, int> Weight, Func<BinanceCall, ValueTask<BinanceAnswer>> Handle)
{
    /// <summary>The permission that <see cref="Access"/> needs of a key.</summary>
    public Permissions Permission => Access == BinanceAccess.Trade ? Permissions.Trade : Permissions.Read;

    /// <summary>True where it must be signed.</summary>
    public bool IsSigned => Access >= BinanceAccess.UserData;
}
