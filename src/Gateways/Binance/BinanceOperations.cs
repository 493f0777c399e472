using Rialto.Gateways.Binance.Streams;

namespace Rialto.Gateways.Binance;

/// <summary>Every operation there is; docs/reference/binance-api.md lists the same, and a test compares the two.</summary>
internal static class BinanceOperations
{
    private const string Api = "/api/v3";

    public static IReadOnlyList<BinanceOperation> All { get; } =
    [
        Market("/ping", "ping", 1, BinanceGeneral.PingAsync),
        Market("/time", "time", 1, BinanceGeneral.TimeAsync),
        Market("/exchangeInfo", "exchangeInfo", BinanceCatalog.Weight, BinanceCatalog.ExchangeInfoAsync),
        Market("/depth", "depth", BinanceMarkets.DepthWeight, BinanceMarkets.DepthAsync),
        Market("/trades", "trades.recent", 25, BinanceMarkets.TradesAsync),
        Market("/historicalTrades", "trades.historical", 25, BinanceMarkets.HistoricalTradesAsync),
        Market("/aggTrades", "trades.aggregate", 4, BinanceMarkets.AggregateTradesAsync),
        Market("/klines", "klines", 2, BinanceKlines.KlinesAsync),
        Market("/uiKlines", "uiKlines", 2, BinanceKlines.KlinesAsync),
        Market("/avgPrice", "avgPrice", 2, BinanceMarkets.AveragePriceAsync),
        Market("/ticker/24hr", "ticker.24hr", BinanceTickers.DayWeight, BinanceTickers.DayAsync),
        Market("/ticker/tradingDay", "ticker.tradingDay", BinanceTickers.WindowWeight, BinanceTickers.TradingDayAsync),
        Market("/ticker/price", "ticker.price", BinanceTickers.PriceWeight, BinanceTickers.PriceAsync),
        Market("/ticker/bookTicker", "ticker.book", BinanceTickers.PriceWeight, BinanceTickers.BookAsync),
        Market("/ticker", "ticker", BinanceTickers.WindowWeight, BinanceTickers.RollingAsync),

        Trade("POST", "/order", "order.place", 1, BinanceOrders.PlaceAsync),
        Trade("POST", "/order/test", "order.test", static parameters => parameters["computeCommissionRates"] == "true" ? 20 : 1, BinanceOrders.TestAsync),
        Trade("DELETE", "/order", "order.cancel", 1, BinanceOrders.CancelAsync),
        Trade("POST", "/order/cancelReplace", "order.cancelReplace", 1, BinanceOrders.CancelReplaceAsync),
        Trade("PUT", "/order/amend/keepPriority", "order.amend.keepPriority", 4, BinanceOrders.AmendAsync),
        Trade("DELETE", "/openOrders", "openOrders.cancelAll", 1, BinanceOrders.CancelAllAsync),

        UserData("/order", "order.status", 4, BinanceOrderQueries.StatusAsync),
        UserData("/openOrders", "openOrders.status", BinanceOrderQueries.OpenOrdersWeight, BinanceOrderQueries.OpenAsync),
        UserData("/allOrders", "allOrders", 20, BinanceOrderQueries.AllAsync),
        UserData("/myTrades", "myTrades", static parameters => parameters["orderId"] is null ? 20 : 5, BinanceOrderQueries.TradesAsync),
        UserData("/account", "account.status", 20, BinanceAccount.StatusAsync),
        UserData("/account/commission", "account.commission", 20, BinanceCommission.CommissionAsync),
        UserData("/rateLimit/order", "account.rateLimits.orders", 40, BinanceAccount.OrderCountAsync),

        Trade("POST", "/order/oco", "orderList.place", 1, BinanceOrderLists.RefuseAsync),
        Trade("POST", "/orderList/oco", "orderList.place.oco", 1, BinanceOrderLists.RefuseAsync),
        Trade("POST", "/orderList/oto", "orderList.place.oto", 1, BinanceOrderLists.RefuseAsync),
        Trade("POST", "/orderList/otoco", "orderList.place.otoco", 1, BinanceOrderLists.RefuseAsync),
        Trade("DELETE", "/orderList", "orderList.cancel", 1, BinanceOrderLists.NoneAsync),
        UserData("/orderList", "orderList.status", 4, BinanceOrderLists.NoneAsync),
        UserData("/allOrderList", "allOrderLists", 20, BinanceOrderLists.EmptyAsync),
        UserData("/openOrderList", "openOrderLists.status", 6, BinanceOrderLists.EmptyAsync),

        .. ListenKeyOperations.All,
    ];

    private static BinanceOperation Market(string path, string socketMethod, int weight, Func<BinanceCall, ValueTask<BinanceAnswer>> handle) => Market(path, socketMethod, _ => weight, handle);

    private static BinanceOperation Market(string path, string socketMethod, Func<BinanceParameters, int> weight, Func<BinanceCall, ValueTask<BinanceAnswer>> handle) =>
        new("GET", Api + path, socketMethod, BinanceAccess.Public, weight, handle);

    private static BinanceOperation UserData(string path, string socketMethod, int weight, Func<BinanceCall, ValueTask<BinanceAnswer>> handle) => UserData(path, socketMethod, _ => weight, handle);

    private static BinanceOperation UserData(string path, string socketMethod, Func<BinanceParameters, int> weight, Func<BinanceCall, ValueTask<BinanceAnswer>> handle) =>
        new("GET", Api + path, socketMethod, BinanceAccess.UserData, weight, handle);

    private static BinanceOperation Trade(string method, string path, string socketMethod, int weight, Func<BinanceCall, ValueTask<BinanceAnswer>> handle) =>
        Trade(method, path, socketMethod, _ => weight, handle);

    private static BinanceOperation Trade(string method, string path, string socketMethod, Func<BinanceParameters, int> weight, Func<BinanceCall, ValueTask<BinanceAnswer>> handle) =>
        new(method, Api + path, socketMethod, BinanceAccess.Trade, weight, handle);
}
