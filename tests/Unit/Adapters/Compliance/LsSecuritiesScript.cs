using Rialto.Adapters.Feeds;
using Rialto.Adapters.LsSecurities;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>Ten levels a side in every message, times to the second, members in any order.</summary>
internal sealed class LsSecuritiesScript : VenueScript
{
    public LsSecuritiesScript()
    {
        var token = new AccessToken();
        token.Renew("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.e30.x-y_z");
        Protocol = new LsSecuritiesProtocol(token);
    }

    public override IVenueProtocol Protocol { get; }

    public override (string Symbol, int PriceScale, int QuantityScale) Listing => ("005930", 2, 0);

    public override bool LossShows => false;

    public override bool SendsWholeBooks => true;

    public override int Depth => 10;

    public override string? Refusal => """{"header":{"rsp_cd":"IGW00121","rsp_msg":"invalid token","tr_cd":"H1_","tr_key":"005930","tr_type":"3"},"body":null}""";

    public override string Trade =>
        """{"body":{"mdchecnt":"23","sign":"2","w_avrg":"55448","cvolume":"3","price":"200","cgubun":"+","value":"604","shcode":"005930","chetime":"090851","volume":"10887","exchname":"KRX","status":"00"},"header":{"tr_cd":"S3_","tr_key":"005930"}}""";

    public override string Snapshot(PretendedBook book) => Frame(book, [.. book.All]);

    public override string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, [.. book.All]);

    public override string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => Frame(book, [.. book.All.Take(4), .. Crossed]);

    private string Frame(PretendedBook book, IReadOnlyList<ScriptChange> levels)
    {
        var second = book.Last % 86_400;
        var time = second / 3_600 * 10_000 + second / 60 % 60 * 100 + second % 60;
        return $$$"""{"header":{"tr_cd":"H1_","tr_key":"005930"},"body":{{{{Members(levels, Side.Buy, "bid")}}},"hotime":"{{{time:D6}}}","donsigubun":"1",{{{Members(levels, Side.Sell, "offer")}}},"shcode":"005930","volume":" "}}""";
    }

    private string Members(IReadOnlyList<ScriptChange> levels, Side side, string name)
    {
        var own = levels.Where(level => level.Side == side).ToArray();
        return string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"{name}rem{i + 1}\":\"{own.ElementAtOrDefault(i).Quantity}\",\"{name}ho{i + 1}\":\"{Price(own.ElementAtOrDefault(i).Price)}\""));
    }
}
