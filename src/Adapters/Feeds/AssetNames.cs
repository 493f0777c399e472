namespace Rialto.Adapters.Feeds;

/// <summary>Names of assets that venues spell in their own way.</summary>
internal static class AssetNames
{
    /// <summary>The name that all venues share.</summary>
    public static string Common(string asset) => asset switch
    {
        "XBT" or "XXBT" => "BTC",
        "XDG" or "XXDG" => "DOGE",
        _ => asset,
    };
}
