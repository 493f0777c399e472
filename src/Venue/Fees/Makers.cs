using Rialto.Model.Orders;

namespace Rialto.Venue.Fees;

/// <summary>The registered makers of one instrument. Instruments without have none of these, and pay for nothing.</summary>
internal sealed class Makers(List<Maker> touched)
{
    private readonly Dictionary<int, Maker> _byAccount = [];

    /// <summary>Ascending by account.</summary>
    public List<Maker> All { get; } = [];

    public Maker? Find(int account) => _byAccount.GetValueOrDefault(account);

    public void Add(Maker maker)
    {
        _byAccount.Add(maker.Account, maker);
        var at = All.FindIndex(other => other.Account > maker.Account);
        All.Insert(at < 0 ? All.Count : at, maker);
    }

    public void Remove(Maker maker)
    {
        _byAccount.Remove(maker.Account);
        All.Remove(maker);
    }

    /// <summary>An order of this owner shows so much more, or less, at a price.</summary>
    public void Shown(int owner, Side side, long price, long more)
    {
        if (!_byAccount.TryGetValue(owner, out var maker))
            return;
        maker.Shown(side, price, more);
        Touch(maker);
    }

    /// <summary>The instrument's state has changed.</summary>
    public void TouchAll()
    {
        foreach (var maker in All)
            Touch(maker);
    }

    public void Touch(Maker maker)
    {
        if (maker.IsTouched)
            return;
        maker.IsTouched = true;
        touched.Add(maker);
    }
}
