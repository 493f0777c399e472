using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Desk.Live;

/// <summary>A link as the desk's loop sees it: whether it may be used, and what its venue told of the account. The desk's thread.</summary>
/// <param name="link">The link.</param>
internal sealed class LiveLink(VenueLink link)
{
    // Amounts of the desk's books count 10^-18.
    private const int AmountScaleMax = 18;

    private readonly Dictionary<AssetCode, Int128> _balances = [];
    private readonly Dictionary<ListingId, Int128> _positions = [];
    private readonly HashSet<AssetCode> _toldBalances = [];
    private readonly HashSet<ListingId> _toldPositions = [];

    /// <summary>The link.</summary>
    public VenueLink Link { get; } = link;

    /// <summary>The private stream is up, by what the link told last.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Its ring of requests was full: the trader was told that the venue is down, and nothing is sent before there is room again.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Reports that could not be of this link: they were thrown away.</summary>
    public long Strange { get; set; }

    /// <summary>Looks at the account that were asked for and answered whole since <see cref="BeginRounds"/>.</summary>
    public int Rounds { get; private set; }

    /// <summary>Assets that either told.</summary>
    public IEnumerable<AssetCode> Assets => _balances.Keys.OrderBy(asset => asset.ToString(), StringComparer.Ordinal);

    private RoundState _balanceRound;
    private RoundState _positionRound;

    private enum RoundState : byte
    {
        None,
        Asked,
        Told,
    }

    /// <summary>The venue's balance in 10^-18; null where it has told none.</summary>
    public Int128? BalanceOf(AssetCode asset) => _balances.TryGetValue(asset, out var total) ? total : null;

    /// <summary>The venue's position, in the listing's units; null where it has told none.</summary>
    public Int128? PositionOf(ListingId listing) => _positions.TryGetValue(listing, out var held) ? held : null;

    /// <summary>From here on looks at the account count.</summary>
    public void BeginRounds() => (Rounds, _balanceRound, _positionRound) = (0, RoundState.None, RoundState.None);

    /// <summary>What the desk asks.</summary>
    public void Note(in OrderRequest request)
    {
        if (request.Kind == OrderRequestKind.QueryBalances)
            _balanceRound = RoundState.Asked;
        else if (request.Kind == OrderRequestKind.QueryPositions)
            _positionRound = RoundState.Asked;
    }

    /// <summary>What the venue says.</summary>
    public void Note(in OrderReport report)
    {
        switch (report.Kind)
        {
            case OrderReportKind.StreamUp:
                IsUp = true;
                break;
            case OrderReportKind.StreamDown:
                IsUp = false;
                break;
            case OrderReportKind.Balance when !report.Asset.IsNone:
                _balances[report.Asset] = (Int128)report.Amount * DecimalText.PowerOfTen(AmountScaleMax - report.AmountScale);
                _toldBalances.Add(report.Asset);
                break;
            case OrderReportKind.BalancesEnd:
                // What the venue does not list it does not have.
                foreach (var asset in _balances.Keys.Where(asset => !_toldBalances.Contains(asset)).ToArray())
                    _balances[asset] = 0;
                _toldBalances.Clear();
                End(ref _balanceRound);
                break;
            case OrderReportKind.Position when !report.Listing.IsNone:
                _positions[report.Listing] = report.Quantity.Units;
                _toldPositions.Add(report.Listing);
                break;
            case OrderReportKind.PositionsEnd:
                foreach (var listing in _positions.Keys.Where(listing => !_toldPositions.Contains(listing)).ToArray())
                    _positions[listing] = 0;
                _toldPositions.Clear();
                End(ref _positionRound);
                break;
        }
    }

    private void End(ref RoundState round)
    {
        if (round == RoundState.Asked)
            round = RoundState.Told;
        if (_balanceRound != RoundState.Told || (Link.Capabilities.HasPositions && _positionRound != RoundState.Told))
            return;
        Rounds++;
        (_balanceRound, _positionRound) = (RoundState.None, RoundState.None);
    }
}
