namespace Rialto.Trading.Orders;

/// <summary>
/// The life of an order as one table: what happens to it leads from state to state. SUBMITTED and PARTIALLY_FILLED are one place of the table, told apart by whether something is filled.
/// What may not happen is illegal: it is told as a problem, and changes nothing or, where it shows that the desk was wrong, makes the order unknown so that the venue is asked.
/// docs/reference/desk-orders.md shows this table; a test holds them together.
/// </summary>
public static class OrderTransitions
{
    private const int Events = (int)OrderEvent.LookedUp + 1;
    private const int States = (int)DeskOrderState.Unknown + 1;
    private const byte Illegal = 0x80;

    // One letter a state: N new, V validating, P pending submit, S live (submitted or partially filled), F filled, C canceled, R rejected, E expired, U unknown. '.' stays, '!' is illegal
    // and stays, a small letter is illegal and leads there all the same. Columns in the order of OrderEvent, from Validate.
    private static readonly (DeskOrderState From, string To)[] s_rows =
    [
        (DeskOrderState.New, "V!!!!!!!!!!!!!!!!!!!!!!S!"),
        (DeskOrderState.Validating, "!P!!!!!!!!!!!!!!!!!!!!!!!"),
        (DeskOrderState.PendingSubmit, "!!.SRSFCEUSFCRER!...S..!."),
        (DeskOrderState.Submitted, "!!..RSFCEUSFCRE!C......!."),
        (DeskOrderState.PartiallyFilled, "!!..uSFCEUSFCuE!C.....S!."),
        (DeskOrderState.Filled, "!!..!..!!.u.!!!........!."),
        (DeskOrderState.Canceled, "!!..!.f...uf.!.........!."),
        (DeskOrderState.Rejected, "!!.u.uf...uf...........!."),
        (DeskOrderState.Expired, "!!..!.f...uf.!.........!."),
        (DeskOrderState.Unknown, "!!.SR.FCE.SFCRERC...S..!."),
    ];

    private static readonly byte[] s_table = Make();

    /// <summary>Where an event leads.</summary>
    /// <param name="from">State before.</param>
    /// <param name="what">What happened.</param>
    /// <param name="isFilled">Whether something of the order is filled, the event's own fill included.</param>
    /// <param name="isLegal">False for what may not happen in that state.</param>
    public static DeskOrderState To(DeskOrderState from, OrderEvent what, bool isFilled, out bool isLegal)
    {
        var cell = s_table[(int)from * Events + (int)what];
        isLegal = (cell & Illegal) == 0;
        var to = (DeskOrderState)(cell & ~Illegal);
        return to is DeskOrderState.Submitted or DeskOrderState.PartiallyFilled ? isFilled ? DeskOrderState.PartiallyFilled : DeskOrderState.Submitted : to;
    }

    private static byte[] Make()
    {
        var table = new byte[States * Events];
        foreach (var (from, row) in s_rows)
        {
            for (var i = 1; i < Events; i++)
            {
                var letter = i <= row.Length ? row[i - 1] : '!';
                var to = letter is '.' or '!' ? from : StateOf(char.ToUpperInvariant(letter));
                table[(int)from * Events + i] = (byte)((byte)to | (letter == '!' || char.IsLower(letter) ? Illegal : 0));
            }
        }

        return table;
    }

    private static DeskOrderState StateOf(char letter) => letter switch
    {
        'V' => DeskOrderState.Validating,
        'P' => DeskOrderState.PendingSubmit,
        'S' => DeskOrderState.Submitted,
        'F' => DeskOrderState.Filled,
        'C' => DeskOrderState.Canceled,
        'R' => DeskOrderState.Rejected,
        'E' => DeskOrderState.Expired,
        _ => DeskOrderState.Unknown,
    };
}
