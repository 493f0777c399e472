namespace Rialto.Trading.Routing;

/// <summary>How much an order may pay for being done soon. Numbers are stored with strategies and never reused.</summary>
public enum RouteUrgency : byte
{
    /// <summary>Only rests, post-only: earns or saves the spread, and may never be done.</summary>
    Passive = 0,

    /// <summary>Rests first; what is not filled when its patience ends is taken.</summary>
    Normal = 1,

    /// <summary>Takes at once what the limit allows, over all venues.</summary>
    Urgent = 2,
}
