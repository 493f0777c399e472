namespace Rialto.Unit.BackOffice.Sanctions;

/// <summary>One made-up list in OFAC's two forms.</summary>
internal static class SampleLists
{
    public const string Xml = """
        <?xml version="1.0" standalone="yes"?>
        <sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="NAMESPACE">
          <publshInformation><Publish_Date>11/18/2026</Publish_Date><Record_Count>3</Record_Count></publshInformation>
          <sdnEntry>
            <uid>101</uid><firstName>Evgeniy Prokhorovich</firstName><lastName>TESTOVICH</lastName><sdnType>Individual</sdnType>
            <programList><program>TEST1</program><program>TEST2</program></programList>
            <akaList>
              <aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>TESTOVIC</lastName><firstName>Jevgenij</firstName></aka>
              <aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>ZHENYA</lastName></aka>
            </akaList>
            <addressList><address><uid>5</uid><city>Poseidonis</city><country>Atlantis</country></address><address><uid>6</uid><country>Atlantis</country></address></addressList>
            <idList>
              <id><uid>7</uid><idType>Passport</idType><idNumber>000000000</idNumber></id>
              <id><uid>8</uid><idType>Digital Currency Address - XBT</idType><idNumber>1MadeUpAddressForTestsOnly</idNumber></id>
            </idList>
            <dateOfBirthList>
              <dateOfBirthItem><uid>9</uid><dateOfBirth>01 Jun 1961</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem>
              <dateOfBirthItem><uid>10</uid><dateOfBirth>1960</dateOfBirth><mainEntry>false</mainEntry></dateOfBirthItem>
            </dateOfBirthList>
          </sdnEntry>
          <sdnEntry>
            <uid>102</uid><lastName>SAMPLE TRADING HOUSE S.A.</lastName><sdnType>Entity</sdnType><programList><program>TEST1</program></programList>
            <idList><id><uid>11</uid><idType>Digital Currency Address - ETH</idType><idNumber>0xABCDEF0000000000000000000000000000000001</idNumber></id></idList>
            <remarks>Made up.</remarks>
          </sdnEntry>
          <sdnEntry><uid>103</uid><lastName>PAPER SHIP</lastName><sdnType>Vessel</sdnType><programList><program>TEST2</program></programList></sdnEntry>
        </sdnList>
        """;

    public const string SdnCsv =
        "101,\"TESTOVICH, Evgeniy Prokhorovich\",\"individual\",\"TEST1] [TEST2\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
        + "\"DOB 01 Jun 1961; alt. DOB 1960; Digital Currency Address - XBT 1MadeUpAddressForTestsOnly; Passport 000000000 (Atlantis).\"\r\n"
        + "102,\"SAMPLE TRADING HOUSE S.A.\",-0- ,\"TEST1\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Digital Currency Address - ETH 0xABCDEF0000000000000000000000000000000001;\"\r\n"
        + "103,\"PAPER SHIP\",\"vessel\",\"TEST2\",-0- ,\"ABCD\",\"Tanker\",-0- ,-0- ,\"Atlantis\",-0- ,-0- \r\n\x1A";

    public const string AltCsv =
        "101,1,\"aka\",\"TESTOVIC, Jevgenij\",-0- \r\n"
        + "101,2,\"aka\",\"ZHENYA\",-0- \r\n\x1A";

    public const string AddCsv =
        "101,5,-0- ,\"Poseidonis\",\"Atlantis\",-0- \r\n"
        + "101,6,-0- ,-0- ,\"Atlantis\",-0- \r\n\x1A";

    public const string CommentsCsv = "102,\"Additional Sanctions Information - none, made up.\"\r\n\x1A";
}
