using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>What a refusal means for the router.</summary>
internal enum RouteVerdict
{
    /// <summary>The order was taken.</summary>
    Taken,

    /// <summary>Less might be taken.</summary>
    Smaller,

    /// <summary>Nothing there for a while; others may do.</summary>
    NotThere,

    /// <summary>Nothing anywhere for a moment: a rate, or a slow desk.</summary>
    NotNow,

    /// <summary>Nothing anywhere for a while.</summary>
    NotAtAll,
}

/// <summary>Reads refusals.</summary>
internal static class RouteVerdicts
{
    /// <summary>What an answer means.</summary>
    public static RouteVerdict Of(in IntentResult result) => result.Refusal switch
    {
        IntentRefusal.None => RouteVerdict.Taken,
        IntentRefusal.Desk => Of(result.Desk),
        IntentRefusal.SlowDown => RouteVerdict.NotNow,
        IntentRefusal.NotRunning or IntentRefusal.Observation or IntentRefusal.EmergencyStop or IntentRefusal.TooMany => RouteVerdict.NotAtAll,
        _ => RouteVerdict.NotThere,
    };

    private static RouteVerdict Of(DeskRefusal refusal) => refusal switch
    {
        DeskRefusal.OrderQuantityLimit or DeskRefusal.OrderNotionalLimit or DeskRefusal.QuantityTooLarge or DeskRefusal.InsufficientBalance or DeskRefusal.InsufficientMargin => RouteVerdict.Smaller,
        >= DeskRefusal.PositionLimit and <= DeskRefusal.LeverageLimit => RouteVerdict.Smaller,
        DeskRefusal.StrategyRateLimit => RouteVerdict.NotNow,
        DeskRefusal.DeskCancelsOnly or DeskRefusal.StrategyCancelsOnly or DeskRefusal.RejectsBreakerOpen or DeskRefusal.OpenOrdersLimit or DeskRefusal.OrderTableFull or DeskRefusal.FillTableFull => RouteVerdict.NotAtAll,
        >= DeskRefusal.DailyLossLimit and <= DeskRefusal.StrategyDrawdownLimit => RouteVerdict.NotAtAll,
        _ => RouteVerdict.NotThere,
    };
}
