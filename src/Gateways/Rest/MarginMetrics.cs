using Rialto.Gateways.Views;

namespace Rialto.Gateways.Rest;

/// <summary>What contracts tell on the metrics page; taken on the fan-out thread.</summary>
internal sealed class MarginMetrics
{
    private readonly List<(string Label, double OpenInterest, double? Mark)> _contracts = [];
    private readonly List<(string Label, double Amount)> _funds = [];
    private long _calls;
    private long _liquidations;
    private long _deleverages;
    private int _called;
    private int _due;

    private MarginMetrics()
    {
    }

    /// <summary>Null where there never was a contract.</summary>
    public static MarginMetrics? Take(ExchangeViews views)
    {
        var margin = views.Margin;
        if (margin.IsEmpty)
            return null;
        var metrics = new MarginMetrics { _calls = margin.Calls, _liquidations = margin.Liquidations, _deleverages = margin.Deleverages };
        foreach (var contract in margin.Contracts.Values)
        {
            if (views.Find(contract.Id)?.Instrument is { } instrument)
                metrics._contracts.Add((PrometheusText.Label("symbol", instrument.Symbol), Scaled(contract.OpenInterest, instrument.QuantityScale), contract.Mark.IsNone ? null : Scaled(contract.Mark.Units, instrument.PriceScale)));
        }

        foreach (var (id, amount) in margin.Insurance)
        {
            if (views.Accounts.AllAssets.FirstOrDefault(asset => asset.Id.Value == id) is { } asset)
                metrics._funds.Add((PrometheusText.Label("asset", asset.Code), Scaled(amount, asset.Scale)));
        }

        foreach (var account in margin.Accounts.Values)
        {
            if (!account.Positions.Values.Any(position => position.Quantity != 0) || MarginPicture.Take(views, account.Owner) is not { } picture)
                continue;
            var standing = picture.Pockets.Length == 0 ? MarginStanding.Fine : picture.Pockets.Max(pocket => pocket.Standing);
            metrics._called += standing == MarginStanding.Called ? 1 : 0;
            metrics._due += standing >= MarginStanding.Due ? 1 : 0;
        }

        return metrics;
    }

    public void Write(PrometheusText text)
    {
        text.Begin("open_interest", "gauge", "Quantity held long in a contract, and so held short, too.");
        foreach (var (label, openInterest, _) in _contracts)
            text.Value("open_interest", label, openInterest);
        text.Begin("mark_price", "gauge", "Mark price of a contract.");
        foreach (var (label, _, mark) in _contracts)
        {
            if (mark is { } price)
                text.Value("mark_price", label, price);
        }

        text.Begin("insurance_fund", "gauge", "What the insurance fund has of an asset.");
        foreach (var (label, amount) in _funds)
            text.Value("insurance_fund", label, amount);
        text.Single("accounts_in_margin_call", "gauge", "Margin accounts of which maintenance is 80 % of equity or more, and not above it.", _called);
        text.Single("accounts_in_liquidation", "gauge", "Margin accounts that are being liquidated, or would be at the next mark.", _due);
        text.Single("margin_calls_total", "counter", "Margin calls since the journal began.", _calls);
        text.Single("liquidations_total", "counter", "Liquidations since the journal began.", _liquidations);
        text.Single("deleveraged_total", "counter", "Parts of positions closed by auto-deleveraging since the journal began.", _deleverages);
    }

    private static double Scaled(Int128 units, int scale) => (double)units / Math.Pow(10, scale);
}
