using System.Runtime.InteropServices;

namespace Rialto.Venue.Accounts;

/// <summary>What an account has of an asset: one cache line. Invariant between steps: 0 &lt;= Reserved &lt;= Total.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct Balance
{
    public long Total;

    /// <summary>The sum of the covers of the account's live orders in this asset.</summary>
    public long Reserved;

    /// <summary>Both at the start of the command, while <see cref="IsTouched"/>.</summary>
    public long TotalBefore;

    public long ReservedBefore;
    /// <summary>Of a quote asset: what trades with other families came to on this fee day, where it is counted; at most <see cref="Model.Accounts.Asset.MaxHeld"/>.</summary>
    public long Traded;

    /// <summary>How much of it the account made.</summary>
    public long Made;

    public int Account;

    /// <summary>The account's row.</summary>
    public int Row;

    /// <summary>The account's next balance; zero is none.</summary>
    public int NextOfAccount;

    public ushort Asset;

    private byte _marks;

    /// <summary>Stands among those that the command touched.</summary>
    public bool IsTouched
    {
        readonly get => (_marks & 1) != 0;
        set => _marks = (byte)(value ? _marks | 1 : _marks & ~1);
    }

    /// <summary>The account's right, where orders look for it.</summary>
    public bool MayTrade
    {
        readonly get => (_marks & 2) != 0;
        set => _marks = (byte)(value ? _marks | 2 : _marks & ~2);
    }

    /// <summary>It has the right, and its customer's verification leaves nothing to be looked at order by order.</summary>
    public bool TradesFreely
    {
        readonly get => (_marks & 4) != 0;
        set => _marks = (byte)(value ? _marks | 4 : _marks & ~4);
    }

    public readonly long Available => Total - Reserved;

    /// <summary>A trade counts.</summary>
    public void Count(long money, bool isMade)
    {
        Traded += Math.Min(money, Model.Accounts.Asset.MaxHeld - Traded);
        if (isMade)
            Made += Math.Min(money, Model.Accounts.Asset.MaxHeld - Made);
    }
}

/// <summary>What a live order of a settled instrument holds. It stands under the order's slot; under slot zero, that of the one acting order that has no slot.</summary>
internal struct Cover
{
    /// <summary>The balance that holds it.</summary>
    public int Balance;

    /// <summary>The highest rate the order may be charged.</summary>
    public int Ppm;

    /// <summary>How much now.</summary>
    public long Reserved;
}

/// <summary>One side of a trade as settlement sees it.</summary>
/// <param name="cover">Its order's cover, still as before the trade.</param>
/// <param name="left">What the cover is after it.</param>
/// <param name="owner">Its account.</param>
/// <param name="rate">The fee rate of its role.</param>
/// <param name="isMaker">It made the trade; in an auction nobody did.</param>
internal ref struct Party(ref Cover cover, long left, int owner, int rate, bool isMaker)
{
    public readonly ref Cover Cover = ref cover;
    public readonly long Left = left;
    public readonly int Owner = owner;
    public readonly int Rate = rate;
    public readonly bool IsMaker = isMaker;

    /// <summary>What it was charged.</summary>
    public long Fee;
}
