using Rialto.Gateways.Answers;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>Assets over REST.</summary>
internal static class AssetEndpoints
{
    private static readonly string[] Fields = ["code", "scale", "asset_id"];

    public static ValueTask ListAsync(RestCall call) => call.AnswerAsync(200, call.Services.Views.Accounts.Assets.All, static (json, all) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("assets"u8);
        foreach (var asset in all)
            AccountAnswer.WriteAsset(json, asset);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static async ValueTask GetAsync(RestCall call)
    {
        if (call.Services.Views.Accounts.Assets.Find(call.PathText) is { } asset)
            await call.AnswerAsync(200, asset, AccountAnswer.WriteAsset).ConfigureAwait(false);
        else
            await call.RefuseAsync(new Problem(RejectReason.AssetUnknown, $"There is no asset {call.PathText}.")).ConfigureAwait(false);
    }

    public static async ValueTask DefineAsync(RestCall call)
    {
        var known = call.Services.Views.Accounts.Assets.All;
        var next = known.Count == 0 ? 1 : known[^1].Id.Value + 1;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, Fields, out var problem) || !body.TryText36("code", out var code, out problem) || !body.TryText("scale", out _, out problem)
            || !body.TryWhole("scale", 0, 0, Asset.MaxScale, out var scale, out problem) || !body.TryWhole("asset_id", next, 1, AssetId.MaxId, out var id, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var asset = new Asset(new AssetId(id), code, (byte)scale);
        if (await call.SubmitAsync(Command.DefineAsset(asset)).ConfigureAwait(false) is not { } done)
            return;
        done.Return();
        await call.AnswerAsync(201, asset, AccountAnswer.WriteAsset).ConfigureAwait(false);
    }
}
