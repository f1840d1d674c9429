"""Words that invented people are put together from."""

from __future__ import annotations

FIRST = (
    "Alma Anna-Lena Ansgar Antje Ayşe Benno Bernadette Birgit Björn Carla Cem Claudia Dörte Elif "
    "Ellen Emil Enno Françoise Frieda Georg Greta Günther Hannes Heike Henrike Ida İlkay Imke "
    "Jakub Jana Jannis Jörg Jule Käthe Karim Kerstin Kjell Lea Linh Lotte Ludger Łukasz Malte "
    "Marek Marlene Mehmet Mia Miriam Nadja Nele Noor Olga Ömer Paula Petra Ronja Rolf Ruth Sanne "
    "Selin Silke Sören Tamara Thea Timo Tom Uwe Vera Wiebke Yannick Yusuf Zoë"
).split()
LAST = (
    "Abendroth|Ährlich|Aydın|Bäcker|Berger|Birnbaum|Blümchen|Borowski|Brügge|Çelik|Dachs|"
    "Demirtaş|Ehrlich|Eichhorn|Fährmann|Falkenried|Fröhlich|Gänsestein|Goldbach|Größer|Haberland|"
    "Hagedorn|Heidekamp|Hölderle|Immergrün|Jäger|Jasper|Kaltwasser|Kirschbaum|Köhler|Kowalczyk|"
    "Krähwinkel|Lauterbach|Lindqvist|Löwe|Mäurer|Meyer|Mönkeberg|Mueller|Müller|Nachtigall|Nguyễn|"
    "Nussbaum|Öztürk|O'Neal|Pfefferkorn|Quitte|Rabenstein|Rosenfurt|Rößler|Şahin|Sander|Schäfer|"
    "Schönthal|Schröder|Schulze-Kamp|Seidel|Sommerfeld|Sonnleitner|Strauß|Süßmilch|Teichmann|"
    "Thoma|Traubendorf|Uhlenbrock|van der Beek|Vogelsang|von der Wiese|Wächter|Weiß|Weiss|Wolff|"
    "Yılmaz|Zander|Ziegler|Zwetschke"
).split("|")
PLACES = (
    "01067 Dresden|04109 Leipzig|06108 Halle (Saale)|07743 Jena|10437 Berlin|10967 Berlin|"
    "12049 Berlin|13086 Berlin|14467 Potsdam|15344 Strausberg|16225 Eberswalde|16321 Bernau|"
    "18055 Rostock|20095 Hamburg|22765 Hamburg|24103 Kiel|28195 Bremen|30159 Hannover|"
    "33602 Bielefeld|38100 Braunschweig|40213 Düsseldorf|44135 Dortmund|48143 Münster|50667 Köln|"
    "53111 Bonn|60311 Frankfurt am Main|67433 Neustadt an der Weinstraße|70173 Stuttgart|"
    "79098 Freiburg im Breisgau|80331 München|86150 Augsburg|90402 Nürnberg|97070 Würzburg|"
    "99084 Erfurt"
).split("|")
PHONES = ("0171 39200{:02}", "+49 176 040690{:02}", "0152 288173{:02}", "030 23125 {:03}",
          "040 66969 {:03}", "(069) 90009-{:03}", "089/99998{:03}", "0221 4710{:03}")  # fmt: skip
MAILS = ("mail.example", "post.example", "brief.example", "heim.example", "netz.example")
STREETS = (
    "Ahornweg|Am Alten Speicher|An der Mühle|Bachstelzenweg|Birkenallee|Drosselgasse|Eichenring|"
    "Feldrain|Fliederstraße|Gartenstraße|Hinter den Höfen|Holunderweg|Kastanienallee|Lerchenpfad|"
    "Lindenstraße|Marktgasse|Mühlendamm|Pappelhof|Rosenweg|Schlehenweg|Seeblick|Sonnenhang|"
    "Ulmenstraße|Uferpromenade|Wiesengrund|Zum Sportplatz"
).split("|")
CHILDREN = (
    "Ada Anouk Arda Ben Bela Charlotte Deniz Edda Emma Finn Frida Hanna Henri Ilja Ivy Jonas "
    "Juna Karl Lea Leni Levi Lina Luca Mads Mara Mats Mila Nora Oskar Paul Pia Ravi Rosa Samuel "
    "Smilla Theo Till Yara Zeynep"
).split()
DOGS = (
    "Akira Aska Balu Bella Benni Bruno Charly Cleo Coco Diego Emma Fee Filou Frodo Gismo Hera "
    "Ivo Joschi Kira Krümel Lotta Lucky Luna Mogli Nala Nele Ole Paco Pepper Rocky Sammy Socke "
    "Tilda Wolke Yuki"
).split()
BREEDS = (
    "Australian Shepherd|Beagle|Border Collie|Cocker Spaniel|Dackel|Deutscher Schäferhund|"
    "Golden Retriever|Großer Münsterländer|Havaneser|Jack Russell Terrier|Labrador Retriever|"
    "Magyar Vizsla|Mischling|Mops|Pudel|Rhodesian Ridgeback|Schnauzer|Sheltie|Zwergspitz"
).split("|")
