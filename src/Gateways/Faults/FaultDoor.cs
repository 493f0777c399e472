namespace Rialto.Gateways.Faults;

/// <summary>Where clients come in.</summary>
public enum FaultDoor
{
    /// <summary>The own REST API.</summary>
    Rest,

    /// <summary>The own WebSocket.</summary>
    Ws,

    /// <summary>REST of Binance's API.</summary>
    BinanceRest,

    /// <summary>Market and user data streams of Binance's API: /ws and /stream.</summary>
    BinanceStream,

    /// <summary>Requests over WebSocket of Binance's API: /ws-api/v3.</summary>
    BinanceApi,

    /// <summary>FIX 4.4.</summary>
    Fix,

    /// <summary>The native protocol.</summary>
    Native,
}
