using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Rest;

/// <summary>Who may call a route.</summary>
internal enum Access
{
    /// <summary>Anyone.</summary>
    Public,

    /// <summary>Anyone, unless the options ask for a key that may read.</summary>
    MarketData,

    /// <summary>Anyone, unless the options ask for a key that may administrate.</summary>
    Metrics,

    /// <summary>A signed request with the route's permission.</summary>
    Signed,
}

/// <summary>One path and method; what answers GET answers HEAD.</summary>
internal sealed record Route(string Method, string Pattern, Access Access, Permissions Permission, Func<RestCall, ValueTask> Handle)
{
    /// <summary>Longest body; zero: as of all paths. Where it is given, nothing of a body is read before the headers are right and it has a place among <see cref="LongBodies"/>.</summary>
    public int MaxBodyBytes { get; init; }

    /// <summary>The methods it is reached by.</summary>
    public string[] Methods { get; } = Method == "GET" ? ["GET", "HEAD"] : [Method];

    /// <summary>The parameter in the path, such as <c>symbol</c>; empty where there is none.</summary>
    public string Parameter { get; } = Pattern.Contains('{', StringComparison.Ordinal) ? Pattern[(Pattern.IndexOf('{', StringComparison.Ordinal) + 1)..Pattern.IndexOf('}', StringComparison.Ordinal)] : string.Empty;

    /// <summary>Which piece between slashes the parameter is, and how many pieces there are.</summary>
    public (int Index, int Count) ParameterPlace { get; } = (Array.FindIndex(Pattern.Split('/'), piece => piece.StartsWith('{')), Pattern.Split('/').Length);
}

/// <summary>Every path of the REST API; the OpenAPI document is checked against this table.</summary>
internal static class Routes
{
    private const string Api = "/api/v1";

    /// <summary>Entering an order.</summary>
    public static readonly Route SubmitOrder = Signed("POST", "/orders", Permissions.Trade, OrderEndpoints.SubmitAsync);

    public static IReadOnlyList<Route> All { get; } =
    [
        SubmitOrder,
        Signed("GET", "/orders", Permissions.Read, OrderEndpoints.ListAsync),
        Signed("DELETE", "/orders", Permissions.None, OrderEndpoints.MassCancelAsync),
        Signed("GET", "/orders/{order_id}", Permissions.Read, OrderEndpoints.GetAsync),
        Signed("DELETE", "/orders/{order_id}", Permissions.Trade, OrderEndpoints.CancelAsync),
        Signed("PUT", "/orders/{order_id}", Permissions.Trade, OrderEndpoints.ReplaceAsync),
        Signed("PATCH", "/orders/{order_id}", Permissions.Trade, OrderEndpoints.ReplaceAsync),
        Signed("POST", "/orders/{order_id}/reduce", Permissions.Trade, OrderEndpoints.ReduceAsync),
        Signed("GET", "/orders/by-client-id/{client_order_id}", Permissions.Read, OrderEndpoints.GetAsync),
        Signed("DELETE", "/orders/by-client-id/{client_order_id}", Permissions.Trade, OrderEndpoints.CancelAsync),
        Signed("PUT", "/orders/by-client-id/{client_order_id}", Permissions.Trade, OrderEndpoints.ReplaceAsync),
        Signed("PATCH", "/orders/by-client-id/{client_order_id}", Permissions.Trade, OrderEndpoints.ReplaceAsync),
        Signed("POST", "/orders/by-client-id/{client_order_id}/reduce", Permissions.Trade, OrderEndpoints.ReduceAsync),
        Market("/orderbook/{symbol}", MarketEndpoints.BookAsync),
        Market("/orderbook/{symbol}/orders", MarketEndpoints.BookByOrderAsync),
        Market("/orderbook/{symbol}/imbalance", AnalyticsEndpoints.ImbalanceAsync),
        Market("/orderbook/{symbol}/imbalance/history", AnalyticsEndpoints.HistoryAsync),
        Market("/orderbook/{symbol}/spread", AnalyticsEndpoints.SpreadAsync),
        Market("/orderbook/{symbol}/toxicity", AnalyticsEndpoints.ToxicityAsync),
        Market("/trades/{symbol}", MarketEndpoints.TradesAsync),
        Market("/candles/{symbol}", AnalyticsEndpoints.CandlesAsync),
        Market("/tickers", MarketEndpoints.TickersAsync),
        Market("/tickers/{symbol}", MarketEndpoints.TickerAsync),
        Market("/instruments", MarketEndpoints.InstrumentsAsync),
        Market("/instruments/{symbol}", MarketEndpoints.InstrumentOneAsync),
        Market("/time", MarketEndpoints.TimeAsync),
        Signed("POST", "/instruments", Permissions.Admin, InstrumentEndpoints.DefineAsync),
        Signed("PUT", "/instruments/{symbol}/rules", Permissions.Admin, InstrumentEndpoints.SetRulesAsync),
        Signed("PUT", "/instruments/{symbol}/state", Permissions.Operate, InstrumentEndpoints.SetStateAsync),
        Signed("PUT", "/instruments/{symbol}/trading-day", Permissions.Admin, InstrumentEndpoints.SetTradingDayAsync),
        Market("/instruments/{symbol}/breaker", GuardEndpoints.BreakerAsync),
        Signed("PUT", "/instruments/{symbol}/breaker", Permissions.Admin, GuardEndpoints.SetBreakerAsync),
        Signed("PUT", "/instruments/{symbol}/index-member", Permissions.Admin, GuardEndpoints.SetIndexMemberAsync),
        Market("/market-breaker", GuardEndpoints.MarketAsync),
        Signed("PUT", "/market-breaker", Permissions.Admin, GuardEndpoints.SetMarketAsync),
        Signed("POST", "/market-day", Permissions.Operate, GuardEndpoints.StartMarketDayAsync),
        Market("/halts", GuardEndpoints.HaltsAsync),
        Signed("GET", "/kill-switches", Permissions.Operate, GuardEndpoints.KillSwitchesAsync),
        Signed("POST", "/kill-switches/{switch}", Permissions.Operate, GuardEndpoints.KillAsync),
        Signed("DELETE", "/kill-switches/{switch}", Permissions.Operate, GuardEndpoints.ReleaseAsync),
        Signed("POST", "/algo-orders", Permissions.Trade, AlgoEndpoints.StartAsync),
        Signed("GET", "/algo-orders", Permissions.Read, AlgoEndpoints.ListAsync),
        Signed("GET", "/algo-orders/{algo_order_id}", Permissions.Read, AlgoEndpoints.GetAsync),
        Signed("POST", "/algo-orders/{algo_order_id}/pause", Permissions.Trade, AlgoEndpoints.PauseAsync),
        Signed("POST", "/algo-orders/{algo_order_id}/resume", Permissions.Trade, AlgoEndpoints.ResumeAsync),
        Signed("DELETE", "/algo-orders/{algo_order_id}", Permissions.Trade, AlgoEndpoints.CancelAsync),
        Signed("POST", "/basket-orders", Permissions.Trade, BasketEndpoints.EnterAsync),
        Signed("GET", "/basket-orders", Permissions.Read, BasketEndpoints.ListAsync),
        Signed("GET", "/basket-orders/{basket_order_id}", Permissions.Read, BasketEndpoints.GetAsync),
        Signed("POST", "/basket-orders/{basket_order_id}/pause", Permissions.Trade, BasketEndpoints.PauseAsync),
        Signed("POST", "/basket-orders/{basket_order_id}/resume", Permissions.Trade, BasketEndpoints.ResumeAsync),
        Signed("DELETE", "/basket-orders/{basket_order_id}", Permissions.Trade, BasketEndpoints.CancelAsync),
        Signed("PUT", "/instruments/{symbol}/volume-curve", Permissions.Operate, AlgoEndpoints.SetCurveAsync),
        Market("/assets", AssetEndpoints.ListAsync),
        Market("/assets/{code}", AssetEndpoints.GetAsync),
        Signed("POST", "/assets", Permissions.Admin, AssetEndpoints.DefineAsync),
        Signed("GET", "/accounts", Permissions.None, AccountEndpoints.ListAsync),
        Signed("POST", "/accounts", Permissions.Admin, AccountEndpoints.MakeAsync),
        Signed("GET", "/accounts/{user_id}", Permissions.None, AccountEndpoints.GetAsync),
        Signed("PUT", "/accounts/{user_id}", Permissions.Admin, AccountEndpoints.ChangeAsync),
        Market("/fee-tiers", FeeEndpoints.ScheduleAsync),
        Signed("PUT", "/fee-tiers/{tier}", Permissions.Admin, FeeEndpoints.SetTierAsync),
        Signed("DELETE", "/fee-tiers/{tier}", Permissions.Admin, FeeEndpoints.RemoveTierAsync),
        Signed("PUT", "/assets/{code}/volume-weight", Permissions.Admin, FeeEndpoints.SetWeightAsync),
        Signed("PUT", "/instruments/{symbol}/promotion", Permissions.Admin, FeeEndpoints.SetPromotionAsync),
        Signed("DELETE", "/instruments/{symbol}/promotion", Permissions.Admin, FeeEndpoints.RemovePromotionAsync),
        Signed("GET", "/users/{user_id}/fee-tier", Permissions.None, FeeEndpoints.TierOfAsync),
        Signed("PUT", "/users/{user_id}/fee-tier", Permissions.Admin, FeeEndpoints.SetTierOfAsync),
        Signed("DELETE", "/users/{user_id}/fee-tier", Permissions.Admin, FeeEndpoints.ReleaseTierOfAsync),
        Signed("GET", "/users/{user_id}/volume-stats", Permissions.None, FeeEndpoints.VolumesAsync),
        Signed("GET", "/users/{user_id}/quoting", Permissions.None, FeeEndpoints.MakerAsync),
        Signed("PUT", "/users/{user_id}/quoting", Permissions.Admin, FeeEndpoints.SetMakerAsync),
        Signed("GET", "/users/{user_id}/balances", Permissions.None, MoneyEndpoints.BalancesAsync),
        Signed("GET", "/users/{user_id}/movements", Permissions.None, MoneyEndpoints.MovementsAsync),
        Signed("POST", "/users/{user_id}/deposit", Permissions.Operate, MoneyEndpoints.DepositAsync),
        Signed("POST", "/users/{user_id}/withdraw", Permissions.None, MoneyEndpoints.WithdrawAsync),
        Signed("POST", "/users/{user_id}/transfer", Permissions.None, MoneyEndpoints.TransferAsync),
        Market("/contracts", ContractEndpoints.ListAsync),
        Market("/instruments/{symbol}/contract", ContractEndpoints.GetAsync),
        Signed("PUT", "/instruments/{symbol}/contract", Permissions.Admin, ContractEndpoints.SetAsync),
        Signed("PUT", "/instruments/{symbol}/mark", Permissions.Operate, ContractEndpoints.MarkAsync),
        Signed("POST", "/instruments/{symbol}/funding", Permissions.Operate, ContractEndpoints.FundAsync),
        Signed("PUT", "/instruments/{symbol}/position-limits", Permissions.Admin, ContractEndpoints.LimitAsync),
        Signed("POST", "/instruments/{symbol}/settlement", Permissions.Admin, ContractEndpoints.SettleAsync),
        Market("/insurance-fund", ContractEndpoints.InsuranceAsync),
        Signed("POST", "/insurance-fund", Permissions.Admin, ContractEndpoints.PayInsuranceAsync),
        Signed("GET", "/users/{user_id}/positions", Permissions.None, PositionEndpoints.PositionsAsync),
        Signed("GET", "/users/{user_id}/margin-status", Permissions.None, PositionEndpoints.StatusAsync),
        Signed("GET", "/users/{user_id}/margin-events", Permissions.None, PositionEndpoints.NoticesAsync),
        Signed("PUT", "/users/{user_id}/leverage", Permissions.None, PositionEndpoints.SetLeverageAsync),
        Signed("POST", "/users/{user_id}/isolated-margin", Permissions.None, PositionEndpoints.MoveIsolatedAsync),
        Signed("PUT", "/users/{user_id}/risk-tier", Permissions.Admin, PositionEndpoints.SetTierAsync),
        Signed("PUT", "/users/{user_id}/position-limits", Permissions.Admin, PositionEndpoints.SetLimitAsync),
        Signed("GET", "/users/{user_id}/verification", Permissions.None, ComplianceEndpoints.VerificationAsync),
        Signed("PUT", "/users/{user_id}/verification", Permissions.Operate, ComplianceEndpoints.SetVerificationAsync),
        Signed("GET", "/compliance/limits", Permissions.Read, ComplianceEndpoints.LimitsAsync),
        Signed("PUT", "/compliance/limits", Permissions.Admin, ComplianceEndpoints.SetLimitsAsync),
        Signed("GET", "/compliance/policy", Permissions.Read, ComplianceEndpoints.PolicyAsync),
        Signed("PUT", "/compliance/policy", Permissions.Admin, ComplianceEndpoints.SetPolicyAsync),
        Signed("PUT", "/compliance/countries/{country}", Permissions.Admin, ComplianceEndpoints.SetCountryAsync),
        Signed("DELETE", "/compliance/countries/{country}", Permissions.Admin, ComplianceEndpoints.UnlistCountryAsync),
        Signed("POST", "/kyc/submit", Permissions.Trade, KycEndpoints.SubmitAsync) with { MaxBodyBytes = KycEndpoints.MaxBodyBytes },
        Signed("GET", "/kyc/status", Permissions.Read, KycEndpoints.StatusAsync),
        new("POST", Api + "/kyc/webhook", Access.Public, Permissions.None, KycEndpoints.WebhookAsync),
        Signed("GET", "/compliance/applications/{application_id}", Permissions.Operate, KycEndpoints.ApplicationAsync),
        Signed("GET", "/compliance/cases", Permissions.Operate, CaseEndpoints.ListAsync),
        Signed("POST", "/compliance/cases", Permissions.Operate, CaseEndpoints.OpenAsync),
        Signed("GET", "/compliance/cases/{case_id}", Permissions.Operate, CaseEndpoints.GetAsync),
        Signed("POST", "/compliance/cases/{case_id}", Permissions.Operate, CaseEndpoints.ActAsync),
        Signed("GET", "/audit/orders/{order_id}/history", Permissions.None, AuditEndpoints.OrderAsync),
        Signed("GET", "/audit/trades/{trade_id}", Permissions.None, AuditEndpoints.TradeAsync),
        Signed("GET", "/audit/users/{user_id}/activity", Permissions.None, AuditEndpoints.ActivityAsync),
        new("GET", "/health/live", Access.Public, Permissions.None, HealthEndpoints.LiveAsync),
        new("GET", "/health/startup", Access.Public, Permissions.None, HealthEndpoints.StartupAsync),
        new("GET", "/health/ready", Access.Public, Permissions.None, HealthEndpoints.ReadyAsync),
        new("GET", "/metrics", Access.Metrics, Permissions.Admin, MetricsEndpoint.HandleAsync),
        new("GET", "/openapi/v1.json", Access.Public, Permissions.None, OpenApiDocument.HandleAsync),
    ];

    private static Route Signed(string method, string pattern, Permissions permission, Func<RestCall, ValueTask> handle) =>
        new(method, Api + pattern, Access.Signed, permission, handle);

    private static Route Market(string pattern, Func<RestCall, ValueTask> handle) =>
        new("GET", Api + pattern, Access.MarketData, Permissions.Read, handle);
}
